import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness } from '../support/harness.js';

/** Exotel's record of each call, as the test has it. */
const records = new Map<string, object>();
let exotel: Server;
let app: AppHarness;

beforeAll(async () => {
  exotel = createServer((request, response) => {
    const sid = /Calls\/([^.?]+)\.json/.exec(request.url ?? '')?.[1];
    const record = records.get(sid ?? '');
    response.writeHead(sid && !record ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(sid ? { Call: record } : { Calls: [], Metadata: {} }));
  }).listen(0, '127.0.0.1');
  await once(exotel, 'listening');
  const { port } = exotel.address() as AddressInfo;
  // Two minutes until the first read-back are two seconds here.
  app = await AppHarness.start({
    CLOCK_SPEED: '60',
    CLOCK_ANCHOR: `${Date.now()}:${Date.now()}`,
    EXOTEL_BASE_URL: `http://127.0.0.1:${port}`,
  });
});
afterAll(async () => {
  await app.stop();
  exotel.close();
});

const sid = (): string => `S${randomBytes(8).toString('hex')}`;
const indianTime = (at: Date): string =>
  new Date(at.getTime() + 330 * 60_000).toISOString().slice(0, 19).replace('T', ' ');

describe("Exotel's own record", () => {
  it('corrects an end that a webhook told, and sets the cost', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const call = sid();
    await app.until(
      async () => CallCentre.dialled(await centre.connect(call)),
      (number) => number === anna.phone,
    );
    await centre.end(call, { 'Legs[1][OnCallDuration]': '60' });
    const told = await centre.call(call);
    expect(told).toMatchObject({ status: 'completed', talkSeconds: 60, confirmed: false });
    records.set(call, {
      Sid: call,
      Status: 'completed',
      StartTime: indianTime(told?.['receivedAt'] as Date),
      EndTime: indianTime(told?.['endedAt'] as Date),
      Price: '0.60',
      RecordingUrl: 'https://recordings.exotel.com/a.mp3',
      Details: { ConversationDuration: 0, Leg1Status: 'completed', Leg2Status: 'no-answer' },
    });
    const record = await app.until(
      () => centre.call(call),
      (seen) => seen?.['confirmed'] === true,
    );
    expect(record).toMatchObject({
      status: 'no_answer',
      failureReason: 'nobody_answered',
      talkSeconds: 0,
      cost: 0.6,
      recordingUrl: 'https://recordings.exotel.com/a.mp3',
    });
    const events = await centre.admin.get(`/api/v1/calls/${String(record?._id)}/events`);
    const corrected = (events.body as { data: { type: string; data: object }[] }).data.find(
      (event) => event.type === 'call.corrected',
    );
    expect(corrected?.data).toMatchObject({
      before: { status: 'completed', talkSeconds: 60 },
      after: { status: 'no_answer', talkSeconds: 0 },
    });
  });
});
