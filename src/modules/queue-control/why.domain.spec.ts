import { describe, expect, it } from '@jest/globals';
import { whyWaiting, type WaitFacts } from './why.domain.js';

const NOW = 1_000_000;
const nobody = { ranked: [], fallen: { heartbeat: 2 }, level: 0 };
const facts: WaitFacts = {
  state: 'waiting',
  isHandedOver: false,
  isCallback: false,
  isOpen: true,
  notBefore: null,
  position: 1,
  choice: nobody,
};
const ranked = [{} as never];

describe('why a call still waits', () => {
  it.each<[string, Partial<WaitFacts>]>([
    ['nobody_ready', {}],
    ['nobody_assigned', { choice: { ...nobody, fallen: {} } }],
    [
      'capability_missing',
      { choice: { ...nobody, fallen: { capability: 1, status: 4 }, level: 3 } },
    ],
    ['tried_lately', { choice: { ...nobody, fallen: { tried: 1 } } }],
    ['agent_reserved', { state: 'reserved' }],
    ['number_outside', { isHandedOver: true }],
    ['closed', { isCallback: true, isOpen: false }],
    ['not_before', { isCallback: true, notBefore: new Date(NOW + 1) }],
    ['about_to_be_offered', { choice: { ...nobody, ranked } }],
    ['others_first', { choice: { ...nobody, ranked }, position: 2 }],
  ])('%s', (reason, given) => {
    expect(whyWaiting({ ...facts, ...given }, NOW).reason).toBe(reason);
  });
});
