import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ScaledClock, wallMs, type SimClock } from '../scaled-clock.js';
import { AGENT_1, Bench, CUSTOMER, EXOPHONE, MORNING_MS, SPEED } from './spec-support.js';

const FORM = { From: AGENT_1, To: CUSTOMER, CallerId: EXOPHONE };
const BASE = '/v1/Accounts/demo1';

interface CallBody {
  Call: Record<string, unknown> & { Sid: string };
}
interface ListBody {
  Metadata: { Total: number; NextPageUri: string | null; PrevPageUri: string | null };
  Calls: { Sid: string }[];
}

describe('the REST interface', () => {
  let bench: Bench;
  let skippedMs: number;

  beforeEach(async () => {
    const scaled = new ScaledClock({ speed: SPEED, anchorRealMs: wallMs(), anchorMs: MORNING_MS });
    skippedMs = 0;
    const clock: SimClock = {
      speed: SPEED,
      now: () => scaled.now() + skippedMs,
      sleep: (ms, signal) => scaled.sleep(ms, signal),
    };
    bench = await Bench.start({ clock, dndNumbers: ['+919999900000'], requestsPerMinute: null });
  });
  afterEach(() => bench.close());

  it('answers 401 without the right key, 404 for another SID or another case', async () => {
    expect((await bench.rest(`${BASE}.json`, {}, 'key:wrong')).status).toBe(401);
    expect((await bench.rest('/v1/Accounts/other.json')).status).toBe(404);
    expect((await bench.rest('/v1/accounts/demo1.json')).status).toBe(404);
    expect((await bench.rest(`${BASE}/calls.json`)).status).toBe(404);
    const body = await (await bench.rest(`${BASE}.json`, {}, 'key:wrong')).json();
    expect(body).toEqual({ RestException: { Status: 401, Message: expect.any(String) } });
  });

  it('speaks XML without .json', async () => {
    const text = await (await bench.rest(BASE)).text();
    expect(text).toContain('<TwilioResponse><Account><Sid>demo1</Sid>');
  });

  it('names the ExoPhones in both shapes, the number and the balance', async () => {
    expect(await (await bench.rest(`${BASE}/IncomingPhoneNumbers.json`)).json()).toEqual({
      IncomingPhoneNumbers: [{ IncomingPhoneNumber: { PhoneNumber: EXOPHONE } }],
    });
    const v2 = await (await bench.rest('/v2_beta/Accounts/demo1/IncomingPhoneNumbers')).json();
    expect(v2).toMatchObject({ incoming_phone_numbers: [{ phone_number: '+918047112233' }] });
    const number = await (await bench.rest(`${BASE}/Numbers/09999900000.json`)).json();
    expect(number).toMatchObject({ Numbers: { DND: 'Yes' } });
    expect((await bench.rest(`${BASE}/Balance.json`)).status).toBe(200);
  });

  it.each([
    ['no From', { From: '' }],
    ['a foreign CallerId', { CallerId: '08000000000' }],
    ['a promotional call', { CallType: 'promo' }],
    ['too long a call', { TimeLimit: '14401' }],
    ['too long a ringing', { TimeOut: '61' }],
    ['a long CustomField', { CustomField: 'x'.repeat(129) }],
    ['an unknown event', { 'StatusCallbackEvents[0]': 'ended' }],
    ['an unknown content type', { StatusCallbackContentType: 'text/xml' }],
    ['a foreign flow', { Url: 'https://example.test/flow' }],
    [
      'flow and stream',
      { Url: 'http://my.exotel.com/demo1/exoml/start_voice/1', StreamUrl: 'ws://x' },
    ],
  ])('refuses %s with 400', async (_, change) => {
    const response = await bench.dial({ ...FORM, ...change });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ RestException: { Status: 400 } });
    expect(bench.simulator.calls()).toEqual([]);
  });

  it('refuses a DND number unless it called before', async () => {
    const dnd = '+919999900000';
    const response = await bench.dial({ ...FORM, To: dnd });
    expect(response.status).toBe(403);
    expect(JSON.stringify(await response.json())).toContain('TRAI NDNC');
    const call = bench.call({ from: dnd });
    call.hangUp();
    await call.ended;
    expect((await bench.dial({ ...FORM, To: dnd })).status).toBe(200);
  });

  it('takes multipart and answers in-progress, in Indian time, with 0-numbers', async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries(FORM)) body.set(name, value);
    const response = await bench.rest(`${BASE}/Calls/connect.json`, { method: 'POST', body });
    const { Call } = (await response.json()) as CallBody;
    expect(Call).toMatchObject({
      Status: 'in-progress',
      From: '09845000001',
      To: '09876500001',
      PhoneNumberSid: EXOPHONE,
      Direction: 'outbound-api',
      EndTime: null,
      DateCreated: expect.stringMatching(/^2026-01-15 10:\d\d:\d\d$/),
      Uri: `${BASE}/Calls.json/${Call.Sid}`,
    });
  });

  it('fills end, duration and price two minutes after the end', async () => {
    bench.simulator.phone(CUSTOMER).set({ talkSeconds: () => 41 });
    const { Call } = (await (await bench.dial(FORM)).json()) as CallBody;
    await bench.simulator.idle();
    const get = async () => {
      const response = await bench.rest(`${BASE}/Calls/${Call.Sid}.json?details=true`);
      return ((await response.json()) as CallBody).Call;
    };
    const early = await get();
    expect(early).toMatchObject({ Status: 'completed', Duration: null, Price: null });
    expect([null, '1970-01-01 05:30:00']).toContain(early.EndTime);
    skippedMs = 120_000;
    const filled = await get();
    expect(filled).toMatchObject({
      EndTime: expect.stringMatching(/^2026-01-15/),
      Price: expect.any(Number),
      Details: { Leg1Status: 'completed', Leg2Status: 'completed', Legs: [{}, {}] },
    });
    const details = filled.Details as { ConversationDuration: number };
    expect(details.ConversationDuration).toBeGreaterThanOrEqual(40);
    expect(Number(filled.Duration)).toBeGreaterThan(details.ConversationDuration);
  });

  it('says completed of an incoming call that nobody picked up', async () => {
    bench.backend.ready = () => false;
    const record = await bench.call({ patienceSeconds: 20 }).ended;
    const path = `${BASE}/Calls/${record.sid}.json`;
    const plain = ((await (await bench.rest(path)).json()) as CallBody).Call;
    expect(plain).toMatchObject({ Status: 'completed', Direction: 'inbound' });
    expect(plain).not.toHaveProperty('Details');
    const { Call } = (await (await bench.rest(`${path}?details=true`)).json()) as CallBody;
    expect(Call.Details).toMatchObject({ Leg1Status: 'completed', Leg2Status: null });
  });

  it('lists with filters and cursors', async () => {
    const calls = Array.from({ length: 5 }, (_, i) => bench.call({ from: `+91987650010${i}` }));
    for (const call of calls) call.hangUp();
    await bench.simulator.idle();
    const list = async (path: string) => (await (await bench.rest(path)).json()) as ListBody;
    const sids = calls.map(({ sid }) => sid);

    const first = await list(`${BASE}/Calls.json?PageSize=2&SortBy=DateCreated:asc`);
    expect(first.Calls.map(({ Sid }) => Sid)).toEqual(sids.slice(0, 2));
    expect(first.Metadata).toMatchObject({ Total: 5, PrevPageUri: null });
    const second = await list(first.Metadata.NextPageUri!);
    expect(second.Calls.map(({ Sid }) => Sid)).toEqual(sids.slice(2, 4));
    const last = await list(second.Metadata.NextPageUri!);
    expect(last.Calls.map(({ Sid }) => Sid)).toEqual(sids.slice(4));
    expect(last.Metadata.NextPageUri).toBeNull();
    const back = await list(last.Metadata.PrevPageUri!);
    expect(back.Calls).toEqual(second.Calls);

    const bySid = await list(`${BASE}/Calls.json?Sid=${sids[1]},${sids[3]}`);
    expect(bySid.Calls.map(({ Sid }) => Sid)).toEqual([sids[3], sids[1]]);
    const byFrom = await list(`${BASE}/Calls.json?From=09876500102&Status=completed`);
    expect(byFrom.Calls.map(({ Sid }) => Sid)).toEqual([sids[2]]);
    const range = 'gte:2026-01-15 10:30:00;lte:2026-01-15 12:30:00';
    const byDate = await list(`${BASE}/Calls.json?DateCreated=${encodeURIComponent(range)}`);
    expect(byDate.Metadata.Total).toBe(5);
    const before = encodeURIComponent('lte:2026-01-15 10:00:00');
    expect((await list(`${BASE}/Calls.json?DateCreated=${before}`)).Calls).toEqual([]);
  });

  it.each([
    `Sid=${Array.from({ length: 101 }, (_, i) => i).join(',')}`,
    'From=1,2,3,4,5,6',
    'PageSize=101',
    'SortBy=Price:asc',
    'DateCreated=yesterday',
    'DateCreated=gte:2025-11-01 00:00:00;lte:2026-01-01 00:00:00',
    'DateCreated=gte:2025-01-01 00:00:00;lte:2025-01-02 00:00:00',
    'After=unknown',
  ])('refuses the list query %s', async (query) => {
    expect((await bench.rest(`${BASE}/Calls.json?${encodeURI(query)}`)).status).toBe(400);
  });

  it('spoils requests on demand', async () => {
    bench.simulator.faultNext(1, { answer500AfterDial: true });
    expect((await bench.rest(`${BASE}.json`)).status).toBe(200);
    expect((await bench.dial(FORM)).status).toBe(500);
    bench.simulator.faultNext(1, { loseAnswerAfterDial: true });
    await expect(bench.dial({ ...FORM, From: '+919845000009' })).rejects.toThrow();
    expect(bench.simulator.calls()).toHaveLength(2);
    bench.simulator.setFault({ answer429: true });
    expect((await bench.dial(FORM)).status).toBe(429);
    bench.simulator.setFault({ down: true });
    await expect(bench.rest(`${BASE}.json`)).rejects.toThrow();
    bench.simulator.setFault({});
    expect((await bench.rest(`${BASE}.json`)).status).toBe(200);
    expect(bench.simulator.calls()).toHaveLength(2);
  });
});

describe('the rate limit', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it('is by the minute of the wall, for each account', async () => {
    bench = await Bench.start({ requestsPerMinute: 3 });
    bench.simulator.addAccount({ sid: 'demo2', apiKey: 'k2', apiToken: 't2', exophones: [] });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await bench.rest(`${BASE}.json`)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await bench.rest('/v1/Accounts/demo2.json', {}, 'k2:t2')).status).toBe(200);
  });
});
