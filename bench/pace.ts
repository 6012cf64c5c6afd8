import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExotelSimulator } from '../dev/exotel/simulator.js';
import { ScaledClock, wallMs } from '../dev/scaled-clock.js';
import { SeededRandom } from '../dev/seeded-random.js';
import type { Servers } from '../dev/servers/servers.js';
import { openBank, type Bank } from './bank.js';
import { PaceFront } from './pace-front.js';

const CALLS = 1000;
const NODES = 3;
const AGENTS = 40;
const PLACES = 10;
/** From the start of one dial to the next (spec: outbound, "Exotel client"). */
const SPACING_MS = 50;
const LONGEST_MS = 240_000;
const ACCOUNT = { sid: 'pace', apiKey: 'pace-key', apiToken: 'pace-token' };
const EXOPHONE = '+918011112222';

/**
 * 1,000 calls of a bulk without pauses, accepted by three servers, as Exotel sees them: how many
 * start in a second and are under way, and how much longer they take than the least that the pace
 * allows. Seconds of the wall.
 */
export async function pace(servers: Servers) {
  const clock = new ScaledClock({ speed: 1, anchorRealMs: wallMs(), anchorMs: Date.now() });
  const random = new SeededRandom(1);
  const simulator = await ExotelSimulator.start({ clock, random, requestsPerMinute: null });
  simulator.addAccount({ ...ACCOUNT, exophones: [EXOPHONE] });
  const nodes: string[] = [];
  const front = new PaceFront(simulator.baseUrl, () => nodes);
  await front.listen();
  const bank = await openBank(servers, {
    // Production speaks to Exotel itself only.
    NODE_ENV: 'test',
    EXOTEL_BASE_URL: front.url,
    PUBLIC_URL: front.url,
    EXOTEL_SID: ACCOUNT.sid,
    EXOTEL_API_KEY: ACCOUNT.apiKey,
    EXOTEL_API_TOKEN: ACCOUNT.apiToken,
    EXOTEL_VIRTUAL_NUMBER: EXOPHONE,
    EXOTEL_REQUESTS_PER_MINUTE: '100000',
  });
  try {
    for (let node = 0; node < NODES; node += 1) {
      nodes.push((await bank.server('dist/src/main.js', '/health/ready')).url);
    }
    const [first = ''] = nodes;
    await bank.ask(`${first}/api/settings/business-rules`, 'PUT', {
      wrapUpSeconds: 0,
      concurrentCalls: { outbound: AGENTS * PLACES },
      callingWindow: { start: '00:00', end: '24:00' },
      features: { agentHeartbeat: true, enhancedDiscovery: false },
    });
    const agents = await hire(bank, first, simulator);
    const numbers = Array.from({ length: CALLS }, (_, place) => `+9197${10_000_000 + place}`);
    for (const number of numbers) {
      simulator.phone(number).set({ answersAfterSeconds: () => 0.2, talkSeconds: () => 1 });
    }
    const share = Math.ceil(CALLS / NODES);
    await Promise.all(
      nodes.map((url, node) => {
        const calls = numbers.slice(node * share, (node + 1) * share).map((phoneNumber, place) => ({
          phoneNumber,
          agentId: agents[(node * share + place) % agents.length],
          userId: 'bench',
        }));
        return bank.ask(`${url}/api/v1/calls/outbound/bulk`, 'POST', { calls, intervalMs: 0 });
      }),
    );
    const until = performance.now() + LONGEST_MS;
    while (front.arrivals().starts < CALLS && performance.now() < until) await sleep(250);
    await simulator.idle();
    const { spanMs, ...arrivals } = front.arrivals();
    const leastSeconds = ((CALLS - 1) * SPACING_MS) / 1000;
    const seconds = Math.round(spanMs / 10) / 100;
    const dialledTwice = CALLS - new Set(simulator.calls().map(({ to }) => to)).size;
    return {
      calls: CALLS,
      nodes: NODES,
      ...arrivals,
      dialledTwice: arrivals.starts - CALLS + dialledTwice,
      seconds,
      leastSeconds,
      times: Math.round((1000 * seconds) / leastSeconds) / 1000,
    };
  } finally {
    await bank.close();
    await simulator.close();
    await front.close();
  }
}

/** Agents who are there, each for several calls at once. */
async function hire(bank: Bank, url: string, simulator: ExotelSimulator): Promise<number[]> {
  const ids: number[] = [];
  for (let count = 0; count < AGENTS; count += 1) {
    const phone = `+9198${10_000_000 + count}`;
    simulator.phone(phone).set({ answersAfterSeconds: () => 0.2, lines: PLACES });
    const made = await bank.ask(`${url}/api/agents`, 'POST', {
      username: `pace_${count}`,
      email: `pace_${count}@bench.example`,
      password: `Pace-${randomBytes(8).toString('hex')}-1`,
      fullName: `Pace ${count}`,
      role: 'cs',
      department: 'Bench',
      phone,
      maxConcurrentCalls: PLACES,
    });
    const { id } = made as { id: number };
    await bank.ask(`${url}/api/agents/${id}/status`, 'PUT', { status: 'online' });
    ids.push(id);
  }
  return ids;
}
