import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness } from '../support/harness.js';

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

const sid = (): string => `S${randomBytes(8).toString('hex')}`;
const LONG_AGO = new Date(Date.now() - 60_000);

async function metric(kind: string): Promise<number> {
  const { text } = await app.http().get('/metrics');
  const found = new RegExp(`crosspoint_impossible_total\\{kind="${kind}"\\} (\\d+)`).exec(text);
  return Number(found?.[1] ?? 0);
}

describe('what should not be', () => {
  it('is put right with its cause, and counted', async () => {
    const centre = await CallCentre.open(app);
    const [anna, ben] = [await centre.readyAgent(), await centre.readyAgent()];
    const presences = app.db.collection<{ _id: number }>('agent_presence');
    const queue = app.db.collection<{ _id: string; clientId: string }>('call_queue');
    const hold = { callLogId: 'nobody-knows-it', offerId: 'o', since: LONG_AGO };
    await presences.updateOne(
      { _id: anna.id },
      { $set: { holds: [hold], activeCalls: 1 }, $inc: { version: 1 } },
    );
    await presences.updateOne({ _id: ben.id }, { $set: { activeCalls: 1 }, $inc: { version: 1 } });
    const waiting = sid();
    await centre.wait(waiting, { sector: 'loans' });
    const id = String((await centre.call(waiting))?._id);
    await queue.deleteOne({ _id: id });
    await app.db
      .collection<{ _id: string }>('call_logs')
      .updateOne({ _id: id }, { $set: { updatedAt: LONG_AGO } });
    await queue.insertOne({
      _id: `ghost-${centre.clientId}`,
      clientId: centre.clientId,
      teamId: null,
      sector: 'cards',
      capabilities: [],
      priority: 5,
      state: 'waiting',
      arrivedAt: LONG_AGO,
      orderAt: LONG_AGO,
    } as never);

    await app.until(
      () => centre.presence(anna.id),
      (seen) => seen?.activeCalls === 0,
    );
    await app.until(
      () => centre.presence(ben.id),
      (seen) => seen?.activeCalls === 0,
    );
    await app.until(
      () => queue.distinct('_id', { clientId: centre.clientId }),
      (waiting) => waiting.length === 1 && String(waiting[0]) === id,
    );
    for (const kind of [
      'agent_holds_unknown_call',
      'places_miscounted',
      'call_waits_without_place',
      'place_without_waiting_call',
    ]) {
      expect(await metric(kind)).toBe(1);
    }
  });
});
