import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { NodeCosts } from './costs.js';
import { fillPage, needOf, type ScaleFigures } from './scaling-page.js';

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
  const growth = { one: 1, three: 1.1, ratio: 1.1 };
  const both = { node: growth, mongodb: growth };
  const figures: ScaleFigures = {
    sizes: [{ ...costs, agents: 100 }, costs],
    nodes: { request: both, call: both },
    rounds: 3,
    machine: { cpu: 'Some', cores: 2, node: 'v20.20.2' },
  };

  it('fills the tables of docs/scaling.md, and only those', async () => {
    const page = await readFile('docs/scaling.md', 'utf8');
    const filled = fillPage(page, figures);
    expect(filled).toContain('| 1,000 agents |');
    expect(filled).toContain('| a request of the mix, nodes');
    // 33,333 heartbeats, 2,667 calls and 50,000 requests a second.
    expect(filled).toMatch(/\| 1,000,000 \| 33,333 .*\| 272 /);
    expect(fillPage(filled, figures)).toBe(filled);
    const prose = (text: string) => text.replaceAll(/(<!-- (\w+) -->)[^]*?(<!-- \/\2 -->)/g, '');
    expect(prose(filled)).toBe(prose(page));
  });

  it('must have a place for each table', () => {
    expect(() => fillPage('# Scaling', figures)).toThrow();
  });
});
