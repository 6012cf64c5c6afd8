import { randomBytes } from 'node:crypto';
import type { AppHarness } from './harness.js';

type Fields = Readonly<Record<string, unknown>>;

let number = 0;

/** Calls that have ended, as they stand in the database, waiting to be folded. */
export function finishedCall(clientId: string, fields: Fields = {}) {
  number += 1;
  const receivedAt = (fields['receivedAt'] as Date | undefined) ?? new Date();
  return {
    _id: `call-${randomBytes(6).toString('hex')}-${String(number).padStart(6, '0')}`,
    clientId,
    direction: 'inbound',
    status: 'completed',
    channelId: 'ch1',
    providerSid: `S${randomBytes(8).toString('hex')}`,
    phoneNumber: null,
    from: '',
    to: '',
    teamId: null,
    sector: 'billing',
    capabilities: [],
    priority: 5,
    ledBy: 'default',
    agentId: null,
    offers: [],
    offerCount: 0,
    receivedAt,
    queuedAt: null,
    answeredAt: receivedAt,
    endedAt: receivedAt,
    lastNewsAt: receivedAt,
    waitSeconds: 10,
    ringSeconds: 4,
    talkSeconds: 100,
    holdSeconds: 0,
    wrapUpSeconds: 30,
    duration: 110,
    failureReason: 'talked',
    confirmed: false,
    cost: null,
    recordingUrl: null,
    nextLookAt: null,
    looks: 0,
    toFold: true,
    version: 1,
    createdAt: receivedAt,
    updatedAt: receivedAt,
    ...fields,
  };
}

/** Stores calls and waits until all of them are in the figures. */
export async function fold(
  app: AppHarness,
  clientId: string,
  calls: readonly ReturnType<typeof finishedCall>[],
): Promise<void> {
  if (calls.length > 0) await app.db.collection('call_logs').insertMany(calls as never);
  await app.until(
    async () => await app.db.collection('call_logs').countDocuments({ clientId, toFold: true }),
    (left) => left === 0,
  );
}
