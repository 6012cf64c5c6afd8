import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Servers } from '../../dev/servers/servers.js';
import { median, ratio } from '../load.js';
import { openLoop } from '../open-loop.js';
import { CallLoad } from './calls.js';
import { costOf, type Cost, type NodeCosts } from './costs.js';
import type { Lengths } from './lengths.js';
import { lookAt } from './node-look.js';
import type { ScaleFigures } from './scaling-page.js';
import { processorSeconds, used, type Processor } from './processor.js';
import { playMix } from './requests.js';
import { LoadStage, type SignedCompany } from './stage.js';

const SIZES = [100, 1000, 10_000] as const;
const NODES = [1, 3] as const;
const ROUNDS = 3;
const AGENTS_OF_NODES = 1000;
/** For each node: as many on each of three as on one alone. */
const REQUESTS_PER_SECOND = 100;
const CALLS_PER_SECOND = 2;
const USERS = 100;
const PAGES = 5;
const SETTLE_MS = 5000;
const WARM_UP_SECONDS = 5;
const MiB = 1024 * 1024;

/** Does one kind of work for so long; how many pieces it did. */
type Work = (seconds: number) => Promise<number>;

/**
 * Processor time of a heartbeat, a call and requests: on a node with 100, 1,000 and 10,000 agents,
 * and on one node and on three. What the processes use when nothing is asked is left out of each
 * piece, and told beside them.
 */
export async function scale(
  servers: Servers,
  { costSeconds }: Lengths,
  log: Log,
): Promise<ScaleFigures> {
  const sizes: NodeCosts[] = [];
  for (const agents of SIZES) {
    const costs = await costsOf(servers, agents, costSeconds);
    sizes.push(costs);
    log(JSON.stringify(costs));
  }
  const rounds: Spread[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const nodes of round % 2 === 0 ? NODES : NODES.toReversed()) {
      const spread = await spreadOver(servers, nodes, costSeconds);
      rounds.push(spread);
      log(JSON.stringify(spread));
    }
  }
  const machine = {
    cpu: cpus()[0]?.model.trim() ?? '',
    cores: cpus().length,
    node: process.version,
  };
  const nodes = { request: grown(rounds, 'request'), call: grown(rounds, 'call') };
  return { sizes, nodes, rounds: ROUNDS, machine };
}

type Log = (line: string) => void;

interface Spread {
  readonly nodes: number;
  readonly request: Cost;
  readonly call: Cost;
}

/** What a piece costs on one node, on three, and the second by the first; medians of rounds. */
function grown(rounds: readonly Spread[], what: 'request' | 'call'): ScaleFigures['nodes']['call'] {
  const of = (nodes: number, who: keyof Cost) =>
    median(rounds.filter((round) => round.nodes === nodes).map((round) => round[what][who]));
  const both = (who: keyof Cost) => {
    const [one, three] = [of(1, who), of(3, who)];
    return { one, three, ratio: ratio(three, one) };
  };
  return { node: both('node'), mongodb: both('mongodb') };
}

async function costsOf(servers: Servers, agents: number, seconds: number): Promise<NodeCosts> {
  const stage = await LoadStage.open(servers, 1);
  try {
    const company = await stage.companyWithLine(agents);
    const { agentIds } = company;
    const works: Record<'heartbeat' | 'read' | 'list' | 'call', Work> = {
      heartbeat: requestsOf(stage, company, (n) => {
        const body = { agentId: agentIds[n % agents], deviceConnected: true };
        return { path: '/api/agent-heartbeat', body };
      }),
      read: requestsOf(stage, company, (n) => {
        return { path: `/api/agents/${agentIds[(n * 7) % agents]}` };
      }),
      list: requestsOf(stage, company, (n) => ({ path: `/api/agents?page=${1 + (n % PAGES)}` })),
      call: callsOf(stage, company),
    };
    const idle = await warmUp(stage, Object.values(works), seconds);
    const { resident } = await lookAt(stage.urlOf(0));
    return {
      agents,
      residentMiB: Math.round(resident / MiB),
      idlePercent: Math.round(idle.nodes * 1000) / 10,
      heartbeat: await costing(stage, idle, works.heartbeat, seconds),
      call: await costing(stage, idle, works.call, seconds),
      read: await costing(stage, idle, works.read, seconds),
      list: await costing(stage, idle, works.list, seconds),
    };
  } finally {
    await stage.close();
  }
}

async function spreadOver(servers: Servers, nodes: number, seconds: number): Promise<Spread> {
  const stage = await LoadStage.open(servers, nodes);
  try {
    const company = await stage.companyWithLine(AGENTS_OF_NODES);
    const requests: Work = async (long) => {
      const pace = { perSecond: REQUESTS_PER_SECOND * nodes, seconds: long };
      return (await playMix(stage, company, USERS, pace)).requests;
    };
    const calls = callsOf(stage, company);
    const idle = await warmUp(stage, [requests, calls], seconds);
    return {
      nodes,
      request: await costing(stage, idle, requests, seconds),
      call: await costing(stage, idle, calls, seconds),
    };
  } finally {
    await stage.close();
  }
}

/** Twice as many a second as of the mix, of one kind. */
function requestsOf(
  stage: LoadStage,
  { tokens }: SignedCompany,
  request: (n: number) => { readonly path: string; readonly body?: object },
): Work {
  return async (seconds) => {
    let good = 0;
    await openLoop({ perSecond: REQUESTS_PER_SECOND * 2, seconds }, async (n) => {
      const { path, body } = request(n);
      const token = tokens[n % tokens.length] ?? '';
      if ((await stage.outcomeOf(stage.urlOf(n) + path, token, body)) === 'good') good += 1;
    });
    return good;
  };
}

/** Until each call is over. */
function callsOf(stage: LoadStage, company: SignedCompany): Work {
  return async (seconds) => {
    const calls = new CallLoad(stage, company);
    await calls.place({ perSecond: CALLS_PER_SECOND * stage.nodes.length, seconds });
    return (await calls.figures()).served;
  };
}

/** Lets the code become hot; then the cores in use while nothing is asked. */
async function warmUp(stage: LoadStage, works: readonly Work[], seconds: number) {
  for (const work of works) await work(Math.min(WARM_UP_SECONDS, seconds));
  await sleep(SETTLE_MS);
  const { spent, passed } = await spentBy(stage, () => sleep(seconds * 1000));
  return {
    nodes: spent.nodes / passed,
    mongodb: spent.mongodb / passed,
    redis: spent.redis / passed,
    load: spent.load / passed,
  };
}

async function costing(stage: LoadStage, idle: Processor, work: Work, seconds: number) {
  const { result, spent, passed } = await spentBy(stage, () => work(seconds));
  return costOf(spent, idle, passed, result);
}

async function spentBy<T>(stage: LoadStage, work: () => Promise<T>) {
  const before = await processorSeconds(stage);
  const began = performance.now();
  const result = await work();
  const passed = (performance.now() - began) / 1000;
  return { result, spent: used(before, await processorSeconds(stage)), passed };
}
