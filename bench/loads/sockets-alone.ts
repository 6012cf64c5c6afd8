import { setTimeout as sleep } from 'node:timers/promises';
import type { Servers } from '../../dev/servers/servers.js';
import type { Listener } from '../listener.js';
import { Timings } from '../timings.js';
import { findBend, heldAt, judged } from './bend.js';
import { Crowd } from './crowd.js';
import type { Lengths } from './lengths.js';
import { LoadStage, type SignedCompany } from './stage.js';
import { Watch } from './watch.js';

const SOCKETS = 5000;
/** Sizes of the companies that the sockets are shared by: each hears of its own agents. */
const COMPANIES = [1000, 1200, 1400, 1600, 1800] as const;
const SETTLE_MS = 3000;
const CHANGE_MS = 1000;
const HEARD_WITHIN_MS = 10_000;
const LAST_P95_MS = 1000;
const LOSS_SHARE = 0.001;

interface Audience {
  readonly company: SignedCompany;
  readonly sockets: readonly Listener[];
}

/**
 * Five thousand sockets of five companies by themselves, with a change of status each second, which
 * a thousand of them hear; then twice as many, until it bends.
 */
export async function socketsAlone(
  servers: Servers,
  lengths: Lengths,
  log: (line: string) => void,
) {
  const run = async (times: number, seconds: number) => {
    const step = await hold(servers, times, seconds);
    log(`${step.open} sockets: ${step.broken.join(', ') || 'all holds'}`);
    return step;
  };
  const { times: _once, ...figures } = await run(1, lengths.aloneSeconds);
  const more = (times: number) => run(times, lengths.stepSeconds);
  return { ...figures, doubled: await findBend(2, more, heldAt(figures)) };
}

async function hold(servers: Servers, times: number, seconds: number) {
  const stage = await LoadStage.open(servers, 1);
  const crowd = new Crowd(stage);
  try {
    const share = Math.round((SOCKETS * times) / COMPANIES.length);
    const companies: SignedCompany[] = [];
    for (const size of COMPANIES) companies.push(await stage.company(size));
    await sleep(SETTLE_MS);
    const opening = await Watch.begin(stage);
    const audiences: Audience[] = [];
    for (const company of companies) {
      const { tokens } = company;
      const sockets = await crowd.open(
        Array.from({ length: share }, (_, place) => tokens[place % tokens.length] ?? ''),
      );
      audiences.push({ company, sockets });
    }
    const { memoryMiB: opened } = await opening.end();
    const watch = await Watch.begin(stage);
    const last = new Timings();
    let unheard = 0;
    const end = performance.now() + seconds * 1000;
    for (let turn = 0; performance.now() < end; turn += 1) {
      const audience = audiences[turn % audiences.length];
      const ms = audience ? await change(stage, audience, turn) : null;
      if (ms === null) unheard += 1;
      else last.note(ms);
      await sleep(Math.max(0, CHANGE_MS - (ms ?? 0)));
    }
    const seen = await watch.end();
    const { p50, p95, p99 } = last.percentiles();
    const judgement = judged(seen, stage.nodes.length, [
      crowd.refused > 0 && `${crowd.refused} refused: ${crowd.reason}`,
      crowd.lost > LOSS_SHARE * crowd.sockets.length && `${crowd.lost} lost`,
      unheard > 0 && `${unheard} changes not heard by all`,
      p95 >= LAST_P95_MS && `the last hears after ${p95} ms (p95)`,
    ]);
    const kibibytes = ((opened.end - opened.start) * 1024) / Math.max(1, crowd.sockets.length);
    return {
      times,
      open: crowd.sockets.length,
      lost: crowd.lost,
      ...judgement,
      kibibytesPerSocket: Math.round(kibibytes * 10) / 10,
      /** From the change of a status over HTTP to the last of its company's sockets. */
      lastHeardMs: { p50, p95, p99 },
      ...seen,
    };
  } finally {
    crowd.close();
    await stage.close();
  }
}

/** Ms until the last of a company's sockets heard of a change; null: some did not. */
async function change(
  stage: LoadStage,
  { company, sockets }: Audience,
  turn: number,
): Promise<number | null> {
  const [agentId] = company.agentIds;
  const listeners = sockets.filter(({ isLost }) => !isLost);
  const heard = listeners.map((listener) => listener.heard);
  const began = performance.now();
  const status = Math.floor(turn / COMPANIES.length) % 2 === 0 ? 'away' : 'busy';
  const url = `${stage.urlOf(0)}/api/agents/${agentId}/status`;
  const answer = await stage.ask('PUT', url, company.tokens[0] ?? '', { status });
  if (answer.status !== 200) throw new Error(`status: ${answer.status} ${answer.text}`);
  while (listeners.some((listener, place) => listener.heard === heard[place])) {
    if (performance.now() - began > HEARD_WITHIN_MS) return null;
    await sleep(2);
  }
  return Math.max(...listeners.map(({ heardAt }) => heardAt)) - began;
}
