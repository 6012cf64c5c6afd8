import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness } from '../support/harness.js';
import { ExotelSide, OutboundCentre } from '../support/outbound-centre.js';

const DND = '+919700000001';

let exotel: ExotelSide;
let app: AppHarness;

beforeAll(async () => {
  exotel = await ExotelSide.start({ speed: 20, dndNumbers: [DND] });
  app = await AppHarness.start(exotel.env);
});
afterAll(async () => {
  await app.stop();
  await exotel.simulator.close();
});

const codeOf = (answer: { body: unknown }): string | undefined =>
  (answer.body as { error?: { code?: string } }).error?.code;
const idOf = (answer: { body: unknown }): string =>
  (answer.body as { data: { callLogId: string } }).data.callLogId;

describe('how a placed call ends', () => {
  it('is told by the leg that ended it', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const cases = [
      [{ busy: true }, 'busy', 'busy'],
      [{ answersAfterSeconds: () => null }, 'no_answer', 'no_answer'],
      [{ failed: true }, 'failed', 'network_error'],
    ] as const;
    for (const [behaviour, status, failureReason] of cases) {
      const anna = await centre.readyAgent();
      const placed = await centre.place(anna.id, centre.customer(behaviour));
      const call = await centre.ended(idOf(placed));
      expect(call).toMatchObject({ status, failureReason, outboundStatus: status });
      expect(await centre.activeCalls(anna.id)).toBe(0);
    }
    const away = await centre.readyAgent();
    exotel.simulator.phone(away.phone).set({ answersAfterSeconds: () => null });
    const placed = await centre.place(away.id, centre.customer());
    expect(await centre.ended(idOf(placed))).toMatchObject({ failureReason: 'agent_no_answer' });
  });

  it("is confirmed by Exotel's own record, which sets the cost", async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const placed = await centre.place(anna.id, centre.customer());
    const confirmed = await app.until(
      () => centre.call(idOf(placed)),
      (call) => call['confirmed'] === true,
    );
    expect(confirmed['cost']).toBeGreaterThan(0);
  });

  it('keeps a number that wants no calls on the list', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const placed = await centre.place(anna.id, DND);
    expect(await centre.ended(idOf(placed))).toMatchObject({
      status: 'failed',
      failureReason: 'do_not_disturb',
    });
    const again = await centre.place(anna.id, DND);
    expect([again.status, codeOf(again)]).toEqual([422, 'NUMBER_ON_DNC']);
    const list = await centre.admin.get('/api/v1/dnc');
    expect(list.body).toMatchObject({ data: [{ phoneNumber: DND, source: 'provider' }] });
  });

  it('is tried again by the policy, each attempt a call of its own', async () => {
    const retry = { busy: { attempts: 2, firstDelaySeconds: 10, longestDelaySeconds: 60 } };
    const centre = await OutboundCentre.open(app, exotel, { retry });
    const anna = await centre.readyAgent();
    const number = centre.customer({ busy: true });
    const first = idOf(await centre.place(anna.id, number));
    await app.until(
      () => Promise.resolve(centre.dials(number)),
      (dials) => dials === 3,
    );
    const list = await app.until(
      async () => {
        const answer = await centre.admin.get('/api/v1/calls').query({ phoneNumber: number });
        return (answer.body as { data: Record<string, unknown>[] }).data;
      },
      (calls) => calls.length === 3 && calls.every((call) => call['endedAt'] !== null),
    );
    const attempts = list.map((call) => [call['retryCount'], call['retryOf'], call['status']]);
    expect(attempts).toEqual([
      [2, first, 'busy'],
      [1, first, 'busy'],
      [0, null, 'busy'],
    ]);
    const stored = await app.db
      .collection('retry_attempts')
      .find({ clientId: centre.clientId })
      .sort({ attemptNumber: 1 })
      .toArray();
    expect(stored).toMatchObject([
      { attemptNumber: 1, originalCallLogId: first, failureReason: 'busy', status: 'done' },
      { attemptNumber: 2, originalCallLogId: first, failureReason: 'busy', status: 'done' },
    ]);
  });

  it('is tried again at once when somebody asks, once for each attempt', async () => {
    const retry = { busy: { attempts: 0 } };
    const centre = await OutboundCentre.open(app, exotel, { retry });
    const anna = await centre.readyAgent();
    const number = centre.customer({ busy: true });
    const first = idOf(await centre.place(anna.id, number));
    const again = () => centre.admin.post('/api/v1/calls/outbound').send({ callLogId: first });
    expect(codeOf(await again())).toMatch(/CALL_NOT_RETRYABLE|AGENT_NOT_READY/);
    await centre.ended(first);
    // The agent's app has its hands free a moment after the call.
    const second = await app.until(again, (answer) => codeOf(answer) !== 'AGENT_NOT_READY');
    expect([second.status, codeOf(second)]).toEqual([201, undefined]);
    expect(await centre.ended(idOf(second))).toMatchObject({ retryOf: first, retryCount: 1 });
    const third = await again();
    expect([third.status, codeOf(third)]).toEqual([409, 'CALL_NOT_RETRYABLE']);
    expect(centre.dials(number)).toBe(2);
    const daysOfWeek = [((new Date().getUTCDay() + 2) % 7) + 1];
    const rules = { callingWindow: { daysOfWeek } };
    await centre.admin.put('/api/settings/business-rules').send(rules);
    const late = await centre.admin
      .post('/api/v1/calls/outbound')
      .send({ callLogId: idOf(second) });
    expect([late.status, codeOf(late)]).toEqual([422, 'OUTSIDE_CALLING_WINDOW']);
  });
});

describe('when Exotel does not say what it did', () => {
  it.each([
    ['loses the answer after dialling', { loseAnswerAfterDial: true }, 1],
    ['answers 500 after dialling', { answer500AfterDial: true }, 1],
    ['cuts the connection before anything', { down: true, only: 'dial' }, 1],
    ['answers 429', { answer429: true, only: 'dial' }, 1],
  ] as const)('%s: an accepted call is dialled once', async (_, fault, dials) => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const number = centre.customer();
    exotel.simulator.faultNext(1, fault);
    const answer = await centre.admin.post('/api/v1/calls/outbound/bulk').send({
      intervalMs: 0,
      calls: [{ phoneNumber: number, agentId: anna.id, userId: 'u1' }],
    });
    const [id = ''] = (answer.body as { data: { callLogIds: string[] } }).data.callLogIds;
    expect(await centre.ended(id, 60_000)).toMatchObject({ status: 'completed' });
    expect(centre.dials(number)).toBe(dials);
    expect(await centre.activeCalls(anna.id)).toBe(0);
  });
});
