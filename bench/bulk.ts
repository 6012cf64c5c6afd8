import type { Servers } from '../dev/servers/servers.js';
import { openBank, type Bank } from './bank.js';
import { closedLoop, figuresOf, median, ratio } from './load.js';

const CALLS = 1000;
const ROUNDS = 5;
const REQUESTS = 4;
const WARM_UP = 2;
const TWIN = 'call_logs_floor';

/**
 * 1,000 calls accepted in one request, beside the driver's `insertMany` of the same documents into a
 * collection with the same indexes and validator. In turn, several rounds; medians of rounds.
 */
export async function bulk(servers: Servers) {
  const bank = await openBank(servers);
  try {
    const { url } = await bank.server('dist/src/main.js', '/health/ready');
    const accept = async () => {
      await bank.ask(`${url}/api/v1/calls/outbound/bulk`, 'POST', rowsFor(bank.adminId));
      return () => Promise.resolve();
    };
    await accept();
    const insert = await driver(bank);
    const ours: number[] = [];
    const floor: number[] = [];
    for (let turn = 0; turn <= ROUNDS; turn += 1) {
      for (const [work, times] of [
        [accept, ours],
        [insert, floor],
      ] as const) {
        const taken = await closedLoop(turn === 0 ? WARM_UP : REQUESTS, 1, REQUESTS, work);
        if (turn > 0) times.push(figuresOf(taken, 1).p50);
      }
    }
    const [own, bare] = [median(ours), median(floor)];
    return { calls: CALLS, rounds: ROUNDS, ms: own, floorMs: bare, times: ratio(own, bare) };
  } finally {
    await bank.close();
  }
}

function rowsFor(agentId: number): object {
  const calls = Array.from({ length: CALLS }, (_, place) => ({
    phoneNumber: `+9197${String(10_000_000 + place)}`,
    agentId,
    userId: 'bench',
    metadata: { campaignId: 'bench', lead: place },
  }));
  return { calls, intervalMs: 0 };
}

/** The driver alone, majority and journaled as ours is. */
async function driver({ db }: Bank) {
  const made = await db.collection('call_logs').find().limit(CALLS).toArray();
  const [found] = await db.listCollections({ name: 'call_logs' }).toArray();
  const { validator } = (found as { options?: { validator?: object } }).options ?? {};
  const twin = await db.createCollection(TWIN, validator ? { validator } : {});
  const indexes = await db.collection('call_logs').indexes();
  await twin.createIndexes(
    indexes
      .filter(({ name }) => name !== '_id_')
      .map(({ v: _version, ns: _namespace, ...index }) => index as never),
  );
  let run = 0;
  return async () => {
    run += 1;
    const documents = made.map((call) => ({ ...call, _id: `${String(call._id)}-${run}` }));
    await twin.insertMany(documents as never, { writeConcern: { w: 'majority', journal: true } });
    return () => Promise.resolve();
  };
}
