import type { Servers } from '../../dev/servers/servers.js';
import { openLoop } from '../open-loop.js';
import { findBend, heldAt, judged } from './bend.js';
import type { Lengths } from './lengths.js';
import { percent, RequestTally } from './requests.js';
import { LoadStage } from './stage.js';
import { Watch } from './watch.js';

const AGENTS = 10_000;
/** Between two heartbeats of an agent. */
const EVERY_SECONDS = 30;
const WARM_UP_SECONDS = 10;
const P95_MS = 200;
const ERROR_SHARE = 0.001;

/** The heartbeats of ten thousand agents by themselves, evenly spread; then of twice as many. */
export async function heartbeatsAlone(
  servers: Servers,
  lengths: Lengths,
  log: (line: string) => void,
) {
  const stage = await LoadStage.open(servers, 1);
  try {
    const run = async (times: number, seconds: number) => {
      const step = await beat(stage, times, seconds);
      log(`heartbeats of ${step.agents} agents: ${step.broken.join(', ') || 'all holds'}`);
      return step;
    };
    const { times: _once, ...figures } = await run(1, lengths.aloneSeconds);
    const more = (times: number) => run(times, lengths.stepSeconds);
    return { ...figures, doubled: await findBend(2, more, heldAt(figures)) };
  } finally {
    await stage.close();
  }
}

async function beat(stage: LoadStage, times: number, seconds: number) {
  const agents = AGENTS * times;
  const { agentIds, tokens } = await stage.company(agents);
  const perSecond = agents / EVERY_SECONDS;
  const url = `${stage.urlOf(0)}/api/agent-heartbeat`;
  const send = async (n: number) => {
    const place = n % agents;
    const body = { agentId: agentIds[place], deviceConnected: true, currentStatus: 'available' };
    return await stage.outcomeOf(url, tokens[place] ?? '', body);
  };
  await openLoop({ perSecond: perSecond / 2, seconds: WARM_UP_SECONDS }, async (n) => {
    await send(agents - 1 - n);
  });
  const watch = await Watch.begin(stage);
  const tally = new RequestTally();
  await openLoop({ perSecond, seconds }, async (n, dueMs) => {
    tally.note(await send(n), performance.now() - dueMs);
  });
  const seen = await watch.end();
  const figures = tally.figures(seen.seconds);
  const judgement = judged(seen, stage.nodes.length, [
    figures.p95 >= P95_MS && `p95 ${figures.p95} ms`,
    figures.errorShare >= ERROR_SHARE && `errors ${percent(figures.errorShare)}`,
  ]);
  return { times, agents, ...judgement, ...figures, ...seen };
}
