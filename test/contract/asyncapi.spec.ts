import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { asyncApiText } from '../../dev/asyncapi/document.js';
import { GAUGES, NUMBERED_EVENTS } from '../../src/modules/feed/wire.types.js';
import { heardByClients } from '../support/asyncapi.js';

describe('asyncapi.yaml', () => {
  it('says what the code says', async () => {
    expect(await readFile('asyncapi.yaml', 'utf8')).toBe(asyncApiText());
  });

  it('has every event that sockets hear', () => {
    expect(heardByClients).toEqual(expect.arrayContaining([...NUMBERED_EVENTS, ...GAUGES]));
  });
});
