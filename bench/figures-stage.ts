import type mongoose from 'mongoose';

export const TIMEZONE = 'Asia/Kolkata';
/** Days that the calls are spread over. */
export const DAYS = 90;
const AGENTS = 100;
const BATCH = 5000;
const DAY_MS = 86_400_000;

/** A company as its documents. */
export async function makeTenant(db: mongoose.mongo.Db, clientId: string): Promise<void> {
  const now = new Date();
  await db.collection('companies').updateOne(
    { _id: clientId as never },
    {
      $setOnInsert: {
        clientId,
        name: clientId,
        timezone: TIMEZONE,
        locale: 'en-IN',
        sectors: ['loans'],
        version: 1,
        createdAt: now,
        updatedAt: now,
      },
    },
    { upsert: true },
  );
  await db.collection('business_rules').updateOne(
    { _id: clientId as never },
    {
      $set: {
        clientId,
        rules: { agentCostPerHour: 250, aggregationSeconds: 3600 },
        version: 1,
        updatedAt: now,
      },
    },
    { upsert: true },
  );
}

/** Stores so many ended calls of the last ninety days; says after each batch that it did. */
export async function* makeCalls(
  db: mongoose.mongo.Db,
  clientId: string,
  count: number,
): AsyncGenerator<number> {
  const began = Date.now() - DAYS * DAY_MS;
  for (let from = 0; from < count; from += BATCH) {
    const calls = Array.from({ length: Math.min(BATCH, count - from) }, (_, place) =>
      callAt(clientId, from + place, began + ((from + place) / count) * DAYS * DAY_MS),
    );
    await db.collection('call_logs').insertMany(calls as never, { ordered: false });
    yield from + calls.length;
  }
}

/** One of ten gives up, one of fifty fails; agents, sectors and channels take turns. */
export function callAt(clientId: string, number: number, atMs: number) {
  const receivedAt = new Date(atMs);
  const isLeft = number % 10 === 3;
  const isFailed = number % 50 === 7;
  const isTalked = !isLeft && !isFailed;
  const status = isLeft ? 'abandoned' : isFailed ? 'failed' : 'completed';
  return {
    _id: `${clientId}-${String(number).padStart(9, '0')}`,
    clientId,
    direction: 'inbound',
    status,
    channelId: `channel${number % 2}`,
    providerSid: `S${clientId}${number}`,
    phoneNumber: `+9198${String((number * 7919) % 100_000_000).padStart(8, '0')}`,
    from: '',
    to: '',
    teamId: number % 3 === 0 ? `team${number % 5}` : null,
    sector: `sector${number % 8}`,
    capabilities: [],
    priority: 5,
    ledBy: 'default',
    agentId: isTalked ? 1 + (number % AGENTS) : null,
    offers: [],
    offerCount: 0,
    receivedAt,
    queuedAt: null,
    answeredAt: isTalked ? receivedAt : null,
    endedAt: receivedAt,
    lastNewsAt: receivedAt,
    waitSeconds: (number * 13) % 60,
    ringSeconds: 4,
    talkSeconds: isTalked ? 60 + (number % 300) : 0,
    holdSeconds: 0,
    wrapUpSeconds: isTalked ? 30 : 0,
    duration: 100,
    failureReason: isTalked ? 'talked' : null,
    confirmed: true,
    cost: 0.5,
    recordingUrl: null,
    nextLookAt: null,
    looks: 0,
    toFold: true,
    version: 1,
    createdAt: receivedAt,
    updatedAt: receivedAt,
  };
}
