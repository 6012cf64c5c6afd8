import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { envExample } from '../../src/config/env.example.js';

describe('.env.example', () => {
  it('names every variable with its default', async () => {
    expect(await readFile('.env.example', 'utf8')).toBe(envExample());
  });
});
