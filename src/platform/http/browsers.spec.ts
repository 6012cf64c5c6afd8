import { describe, expect, it } from '@jest/globals';
import { mayChange, type Sender } from './browsers.js';

const OURS = ['https://desk.bank.example'];
const program: Sender = {
  method: 'POST',
  origin: undefined,
  site: undefined,
  host: 'api.bank.example',
};
const may = (sender: Partial<Sender>) => mayChange({ ...program, ...sender }, OURS);

describe('who may change something', () => {
  it.each<Partial<Sender>>([
    {},
    { origin: 'https://desk.bank.example', site: 'same-site' },
    { origin: 'https://api.bank.example', site: 'same-origin' },
    { site: 'same-origin' },
    { site: 'none' },
    { method: 'GET', origin: 'https://evil.example', site: 'cross-site' },
  ])('%j may', (sender) => {
    expect(may(sender)).toBe(true);
  });

  it.each<Partial<Sender>>([
    { origin: 'https://evil.example' },
    { origin: 'https://desk.bank.example.evil.example' },
    { origin: 'http://desk.bank.example' },
    { origin: 'null' },
    { origin: '' },
    { site: 'cross-site' },
    { site: 'same-site' },
    { method: 'DELETE', origin: 'https://evil.example' },
  ])('%j may not', (sender) => {
    expect(may(sender)).toBe(false);
  });
});
