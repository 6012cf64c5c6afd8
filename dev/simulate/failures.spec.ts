import { beforeEach, describe, expect, it } from '@jest/globals';
import { asAgentId, asCallLogId } from '../../src/common/ids.js';
import { begin, ended, liveOffer, offered } from '../../src/modules/calls/call.domain.js';
import type { Call } from '../../src/modules/calls/call.types.js';
import type { DialResult } from '../../src/modules/telephony/call-flow.port.js';
import { Floor, settingsWith, type FloorOptions, type NewAgent } from './floor.js';
import { beat, changed } from './places.js';
import { Promises } from './promises.js';
import { asked } from './questions.js';

const SECTOR = 'billing';
const SECOND = 1000;
const START_MS = 1_000_000_000_000;

let floor: Floor;
let now: number;

function open(agents: readonly Omit<NewAgent, 'sectors'>[], options: Partial<FloorOptions> = {}) {
  now = START_MS;
  floor = new Floor({ settings: settingsWith({ wrapUpSeconds: 0 }), ...options });
  for (const agent of agents) floor.addAgent({ ...agent, sectors: [SECTOR] }, now);
}

function arrive(id: string, need: { sector?: string; priority?: number } = {}, node = 0): Call {
  const stored = floor.commit(floor.arrive(node, { id, sector: SECTOR, ...need }, now), now);
  return stored!;
}

const call = (id: string): Call => floor.calls.get(asCallLogId(id))!;
const presence = (agent: number) => floor.presences.get(asAgentId(agent))!;
const holder = (id: string): number | null => liveOffer(call(id))?.agentId ?? null;
const pass = (seconds: number) => (now += seconds * SECOND);

/** Every agent's app says that it is there. */
function beatAll(): void {
  for (const agent of floor.presences.values()) {
    floor.setPresence(beat(agent, new Date(now), true, new Date(now - 90 * SECOND)));
  }
}

function ask(id: string, result: DialResult | null = null): void {
  const decided = asked(floor, 0, asCallLogId(id), result, new Date(now));
  if (decided) floor.commit(decided, now);
}

/** Whoever has the call talks with its caller, and is done. */
function serve(id: string): void {
  const at = new Date(now);
  const ending = { status: 'completed', cause: 'talked', endedAt: at } as const;
  const decided = floor.decide(0, asCallLogId(id), (before) => ({
    step: ended(offered(begin(before), 20, at), ending, at, 0),
  }));
  if (decided) floor.commit(decided, now);
}

describe('a thousand calls at one moment', () => {
  it('take each of fifty agents once, at whatever node they ask', () => {
    const nodes = 4;
    const agents = Array.from({ length: 50 }, (_, place) => ({ agentId: place + 1 }));
    open(agents, { nodes });
    const promises = new Promises(floor);
    for (let number = 0; number < 1000; number += 1) {
      // Nobody has heard what the others did: each node proposes from what it knows.
      arrive(`c${number}`, {}, number % nodes);
    }
    promises.check();
    expect(promises.broken).toEqual([]);
    const holders = [...floor.calls.keys()].map((id) => holder(id)).filter((id) => id !== null);
    expect(new Set(holders).size).toBe(50);
    expect(holders).toHaveLength(50);
    for (let node = 0; node < nodes; node += 1) floor.hear(node);
    expect(floor.waiting(0)).toHaveLength(950);
  });
});

describe('the line', () => {
  beforeEach(() => open([{ agentId: 1 }]));

  it('goes on behind a call that nobody can take', () => {
    arrive('taken');
    arrive('impossible', { sector: 'nobody serves this', priority: 10 });
    arrive('next', { priority: 0 });
    serve('taken');
    floor.match(0, now);
    expect(holder('impossible')).toBeNull();
    expect(holder('next')).toBe(1);
  });

  /** When a call of no priority was served, among more of the highest than anybody can serve. */
  function secondsUntilServed(ageingSeconds: number): number | null {
    open([{ agentId: 1 }], { settings: settingsWith({ wrapUpSeconds: 0, ageingSeconds }) });
    arrive('first');
    arrive('low', { priority: 0 });
    let held = 'first';
    for (let second = 0; second <= 3600; second += 10) {
      pass(10);
      beatAll();
      arrive(`high${second}`, { priority: 10 });
      if (second % 20 > 0) continue;
      serve(held);
      const [served] = floor.match(0, now);
      held = String(served?._id);
      if (held === 'low') return second;
    }
    return null;
  }

  it('lets nobody starve: the lowest call is served when its age makes up for its priority', () => {
    const seconds = secondsUntilServed(60);
    expect(seconds).toBeGreaterThan(600);
    // Its ten steps of age, and what was in line before them: one of two that come is served.
    expect(seconds).toBeLessThanOrEqual(1300);
  });

  it('starves the lowest call where age counts for nothing', () => {
    expect(secondsUntilServed(1e9)).toBeNull();
  });
});

describe('one bad agent', () => {
  it('does not halt the line: its calls go on to others, and it is set away', () => {
    open([
      { agentId: 1, priority: 10 },
      { agentId: 2, priority: 0 },
    ]);
    for (let number = 0; number < 10; number += 1) {
      const id = `c${number}`;
      arrive(id);
      ask(id);
      if (holder(id) === 1) ask(id, 'no_answer');
      expect(holder(id)).toBe(2);
      serve(id);
      pass(40);
      beatAll();
    }
    const missed = [...floor.calls.values()].flatMap(({ offers }) =>
      offers.filter(({ agentId, state }) => agentId === 1 && state === 'missed'),
    );
    expect(missed).toHaveLength(2);
    expect(presence(1)).toMatchObject({ chosen: 'away', chosenBySystem: true, holds: [] });
  });

  it('that says no is not asked by that call again; one that is busy not for half a minute', () => {
    open([{ agentId: 1 }]);
    arrive('busy');
    ask('busy');
    ask('busy', 'busy');
    for (let second = 0; second < 29; second += 1) {
      pass(1);
      floor.match(0, now);
      expect(call('busy').offers).toHaveLength(1);
    }
    pass(2);
    floor.match(0, now);
    expect(call('busy').offers).toHaveLength(2);
  });
});

describe('an agent whose state changes', () => {
  it('while its phone rings is offered the call once, however often it changes', () => {
    open([{ agentId: 1 }, { agentId: 2 }]);
    arrive('c');
    ask('c');
    const first = holder('c')!;
    for (let turn = 0; turn < 50; turn += 1) {
      pass(0.1);
      const at = new Date(now);
      const chosen = turn % 2 ? 'online' : 'away';
      floor.setPresence(changed(presence(first), at, { chosen }));
      floor.setPresence(beat(presence(first), at, turn % 3 > 0, new Date(now - 90_000)));
      ask('c');
      floor.match(0, now);
    }
    expect(call('c').offers).toHaveLength(1);
    expect(holder('c')).toBe(first);
  });

  it('by the end of its wrap-up takes the next call, whoever else still writes up', () => {
    open([{ agentId: 1 }, { agentId: 2 }]);
    const until = (seconds: number) => ({ wrapUpUntil: new Date(now + seconds * SECOND) });
    floor.setPresence(changed(presence(1), new Date(now), until(10)));
    floor.setPresence(changed(presence(2), new Date(now), until(600)));
    arrive('c');
    floor.match(0, now);
    expect(holder('c')).toBeNull();
    pass(11);
    floor.match(0, now);
    expect(holder('c')).toBe(1);
  });

  it('by falling asleep is not taken, whatever a node believes of it', () => {
    open([{ agentId: 1 }], { nodes: 2 });
    pass(91);
    // Node 1 has heard of a heartbeat that was never stored: its node died with it.
    const dreamt = beat(presence(1), new Date(now), true, new Date(0));
    const stored = presence(1);
    floor.setPresence(dreamt, 1);
    floor.presences.set(asAgentId(1), stored);
    arrive('c', {}, 1);
    expect(holder('c')).toBeNull();
    expect(floor.counts.refused).toBe(1);
  });
});
