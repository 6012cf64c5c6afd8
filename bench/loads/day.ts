import { setTimeout as sleep } from 'node:timers/promises';
import type { Servers } from '../../dev/servers/servers.js';
import { findBend, heldAt, judged } from './bend.js';
import { CallLoad } from './calls.js';
import { Crowd } from './crowd.js';
import type { Lengths } from './lengths.js';
import { percent, playMix } from './requests.js';
import { LoadStage, type SignedCompany } from './stage.js';
import { Watch } from './watch.js';

const AGENTS = 1000;
const USERS = 100;
const REQUESTS_PER_SECOND = 1000;
const SOCKETS_OF_USER = 5;
const CALLS_PER_SECOND = 2;
/** Not counted: until the code is hot and what is kept is there. */
const WARM_UP_SHARE = 0.25;
const WARM_UP_SECONDS = 30;

/** What is to hold: p95 and the shares of requests and of sockets. */
const P95_MS = 200;
const ERROR_SHARE = 0.001;
const LOSS_SHARE = 0.001;

/**
 * Load (a): a hundred users at a thousand requests a second, five hundred sockets and two calls a
 * second; then the same doubled, until it bends.
 */
export async function day(servers: Servers, lengths: Lengths, log: (line: string) => void) {
  const stage = await LoadStage.open(servers, 1);
  try {
    const company = await stage.companyWithLine(AGENTS);
    const warmUp = Math.min(WARM_UP_SECONDS, lengths.longSeconds * WARM_UP_SHARE);
    await playDay(stage, company, 1, warmUp);
    const { times: _once, ...figures } = await playDay(stage, company, 1, lengths.longSeconds);
    log(`day: ${figures.broken.join(', ') || 'all holds'}`);
    const more = async (times: number) => {
      const step = await playDay(stage, company, times, lengths.stepSeconds);
      log(`day × ${times}: ${step.broken.join(', ') || 'all holds'}`);
      return step;
    };
    return { ...figures, doubled: await findBend(2, more, heldAt(figures)) };
  } finally {
    await stage.close();
  }
}

async function playDay(stage: LoadStage, company: SignedCompany, times: number, seconds: number) {
  const users = Math.min(AGENTS, Math.round(USERS * times));
  const tokens = company.tokens.slice(0, users);
  const crowd = new Crowd(stage);
  await crowd.open(tokens.flatMap((token) => Array.from({ length: SOCKETS_OF_USER }, () => token)));
  const calls = new CallLoad(stage, company);
  const watch = await Watch.begin(stage);
  const [requests] = await Promise.all([
    playMix(stage, company, users, { perSecond: REQUESTS_PER_SECOND * times, seconds }),
    calls.place({ perSecond: CALLS_PER_SECOND * times, seconds }),
  ]);
  const seen = await watch.end();
  const sockets = {
    open: crowd.sockets.length,
    refused: crowd.refused,
    lost: crowd.lost,
    lostShare: crowd.lost / Math.max(1, crowd.sockets.length),
    messagesPerSecond: Math.round(crowd.messages / seen.seconds),
  };
  const called = await calls.figures();
  crowd.close();
  await sleep(1000);
  const judgement = judged(seen, stage.nodes.length, [
    requests.p95 >= P95_MS && `p95 ${requests.p95} ms`,
    requests.errorShare >= ERROR_SHARE && `errors ${percent(requests.errorShare)}`,
    crowd.refused > 0 && `${crowd.refused} sockets refused: ${crowd.reason}`,
    sockets.lostShare >= LOSS_SHARE && `${crowd.lost} sockets lost`,
    called.lost > 0 && `${called.lost} calls lost`,
  ]);
  return { times, ...judgement, requests, sockets, calls: called, ...seen };
}
