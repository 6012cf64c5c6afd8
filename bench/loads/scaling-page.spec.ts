import { describe, expect, it } from '@jest/globals';
import type { NodeCosts } from './costs.js';
import { fillPage, needOf } from './scaling-page.js';

const one = { node: 1, mongodb: 0.5 };
const costs: NodeCosts = {
  agents: 1000,
  residentMiB: 200,
  idlePercent: 5,
  heartbeat: one,
  call: { node: 30, mongodb: 25 },
  read: one,
  list: one,
};

describe('needOf', () => {
  it('adds up the work of a second and leaves room', () => {
    const need = needOf(3000, costs);
    expect(need).toMatchObject({ heartbeats: 100, calls: 8, requests: 150 });
    expect(need.nodeCores).toBeCloseTo((100 + 8 * 30 + 150) / 1000 / 0.6);
    expect(need.mongodbCores).toBeCloseTo((50 + 8 * 25 + 75) / 1000 / 0.5);
  });
});

describe('fillPage', () => {
  it('must have a place for each table', () => {
    expect(() => fillPage('# Scaling', { sizes: [costs] } as never)).toThrow();
  });
});
