import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AGENT_1, AGENT_2, Bench, CUSTOMER, EXOPHONE } from './spec-support.js';

const offer = (number: string, more = {}) => ({
  body: { fetch_after_attempt: true, destination: { numbers: [number] }, ...more },
});
const NOBODY = { body: { destination: { numbers: [] } } };

describe('an incoming call', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.start();
  });
  afterEach(() => bench.close());

  it('is served: fetched again after the conversation, ended by Passthru', async () => {
    bench.backend.connects = [offer(AGENT_1, { record: true }), NOBODY];
    const record = await bench.call({ customField: 'x', digits: '2' }).ended;
    await bench.simulator.idle();

    expect(record).toMatchObject({ outcome: 'served', answeredBy: AGENT_1, problems: [] });
    expect(record.talkSeconds).toBeGreaterThanOrEqual(29);
    const [first, again] = bench.backend.at('/connect');
    expect(first?.headers['exotel-version']).toBe('1.0');
    expect(Object.fromEntries(first!.query)).toMatchObject({
      CallSid: record.sid,
      CallFrom: '09876500001',
      CallTo: EXOPHONE,
      Direction: 'incoming',
      CallType: 'call-attempt',
      tenant_id: 'null',
      flow_id: '7',
      digits: '"2"',
      CustomField: 'x',
      EndTime: '1970-01-01 05:30:00',
    });
    expect(first!.query.get('Created')).toMatch(/^Thu, 15 Jan 2026 10:30:\d\d$/);
    expect(first!.query.has('DialCallStatus')).toBe(false);
    expect(Object.fromEntries(again!.query)).toMatchObject({
      DialCallStatus: 'completed',
      DialWhomNumber: '09845000001',
    });
    const [end] = bench.backend.at('/end');
    expect(Object.fromEntries(end!.query)).toMatchObject({
      CallType: 'completed',
      DialCallStatus: 'completed',
      'Legs[0][Number]': '09845000001',
      'Legs[0][Cause]': 'NORMAL_CLEARING',
      RecordingUrl: `https://recordings.exotel.com/exotelrecordings/demo1/${record.sid}.mp3`,
    });
    const talk = Number(end!.query.get('Legs[0][OnCallDuration]'));
    expect(Number(end!.query.get('DialCallDuration'))).toBeGreaterThan(talk);
    const popups = bench.backend.at('/popup').map(({ query }) => query.get('EventType'));
    expect(popups).toEqual(['Dial', 'Ringing', 'Answered', 'Terminal']);
    expect(bench.backend.at('/popup').map(({ query }) => query.get('Status'))).toEqual(
      ['busy', 'busy', 'busy', 'free'], // prettier-ignore
    );
  });

  it('waits in pieces until somebody is ready', async () => {
    let asked = 0;
    bench.backend.ready = () => (asked += 1) > 3;
    bench.backend.connects = [offer(AGENT_1), NOBODY];
    const record = await bench.call().ended;
    expect(record.outcome).toBe('served');
    expect(record.waitSeconds).toBeGreaterThan(24);
    expect(bench.backend.at('/hold').map(({ method }) => method)).toEqual(
      Array.from({ length: 3 }, () => ['HEAD', 'GET']).flat(),
    );
  });

  it('says nothing when the caller hangs up in a hold piece', async () => {
    bench.backend.ready = () => false;
    const record = await bench.call({ patienceSeconds: 30 }).ended;
    await bench.simulator.idle();
    expect(record.outcome).toBe('abandoned');
    expect(record.waitSeconds).toBeGreaterThan(29);
    expect(bench.backend.at('/end')).toEqual([]);
    expect(bench.backend.at('/popup')).toEqual([]);
  });

  it('says nothing, and is over at once, when the caller hangs up during a webhook', async () => {
    let asked!: () => void;
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let release: (() => void) | null = null;
    bench.backend.on('/connect', (_, response) => {
      release = () => response.end();
      asked();
    });
    const call = bench.call();
    await wasAsked;
    call.hangUp();
    expect(call.record.endedAt).not.toBeNull();
    release!();
    expect((await call.ended).outcome).toBe('abandoned');
    expect(bench.backend.at('/end')).toEqual([]);
  });

  it('tells of a client-hangup while a phone rings', async () => {
    bench.simulator.phone(AGENT_1).set({ answersAfterSeconds: () => null });
    bench.backend.connects = [offer(AGENT_1, { max_ringing_duration: 60 })];
    const call = bench.call();
    bench.backend.on('/popup', ({ query }, response) => {
      response.end();
      if (query.get('EventType') === 'Ringing') call.hangUp();
    });
    const record = await call.ended;
    await bench.simulator.idle();
    expect(record).toMatchObject({ outcome: 'abandoned', answeredBy: null });
    expect(record.attempts).toMatchObject([{ number: AGENT_1, result: 'canceled' }]);
    expect(Object.fromEntries(bench.backend.at('/end')[0]!.query)).toMatchObject({
      CallType: 'client-hangup',
      DialCallStatus: 'canceled',
    });
    expect(bench.backend.at('/popup').at(-1)!.query.get('EventType')).toBe('Terminal');
    expect(bench.simulator.phone(AGENT_1).callSids()).toEqual([]);
  });

  it('fetches again after no answer, busy and failed', async () => {
    const third = '+919845000003';
    bench.simulator.phone(AGENT_1).set({ answersAfterSeconds: () => null });
    bench.simulator.phone(AGENT_2).set({ busy: true });
    bench.simulator.phone(third).set({ failed: true });
    bench.backend.connects = [
      offer(AGENT_1, { max_ringing_duration: 20 }),
      offer(AGENT_2),
      offer(third),
      offer('+919845000004'),
      NOBODY,
    ];
    const record = await bench.call().ended;
    expect(record.outcome).toBe('served');
    expect(bench.backend.at('/connect').map(({ query }) => query.get('DialCallStatus'))).toEqual(
      [null, 'no-answer', 'busy', 'failed', 'completed'], // prettier-ignore
    );
    const [first] = record.attempts;
    expect((first!.to! - first!.from) / 1000).toBeGreaterThanOrEqual(19);
    expect(bench.simulator.overCapacity()).toEqual([]);
  });

  it('ends incomplete when nobody answers and Connect is not to fetch again', async () => {
    bench.simulator.phone(AGENT_1).set({ busy: true });
    bench.simulator.phone(AGENT_2).set({ answersAfterSeconds: () => null });
    bench.backend.connects = [{ body: { destination: { numbers: [AGENT_1, AGENT_2] } } }];
    const record = await bench.call().ended;
    await bench.simulator.idle();
    expect(record.outcome).toBe('unanswered');
    expect(Object.fromEntries(bench.backend.at('/end')[0]!.query)).toMatchObject({
      CallType: 'incomplete',
      DialCallStatus: 'no-answer',
      'Legs[0][Cause]': 'USER_BUSY',
      'Legs[1][CauseCode]': '1003',
    });
  });

  it('drops an invalid answer as a whole, logs why and goes back to the hold loop', async () => {
    bench.backend.connects = [offer(AGENT_2, { max_ringing_duration: 90 }), offer(AGENT_1), NOBODY];
    const record = await bench.call().ended;
    expect(record.attempts.map(({ number }) => number)).toEqual([AGENT_1]);
    expect(record.problems).toEqual([expect.stringContaining('connect: max_ringing_duration')]);
    expect(bench.backend.at('/hold')).toHaveLength(2);
  });

  it('takes server nodes in turn and treats a refused one like 302', async () => {
    const dead = 'http://127.0.0.1:1';
    const waitUrl = [`${dead}/wait`, `${bench.backend.url}/wait`];
    bench.backend.connects = [offer(AGENT_1), NOBODY];
    const record = await bench.call({ flow: bench.backend.flow({ waitUrl }) }).ended;
    expect(record.webhooks.filter(({ kind }) => kind === 'wait')).toMatchObject([
      { status: 'refused' },
      { status: 200 },
    ]);
    expect(record.outcome).toBe('served');
  });

  it('records a phone that is dialled for a second call while it holds one', async () => {
    bench.backend.connects = [offer(AGENT_1)];
    const talking = bench.call({ serviceSeconds: () => 4000 });
    await new Promise<void>((resolve) => {
      bench.backend.on('/popup', ({ query }, response) => {
        response.end();
        if (query.get('EventType') === 'Answered') resolve();
      });
    });
    const second = bench.call({ from: '+919876500002' });
    await new Promise<void>((resolve) => {
      bench.backend.on('/connect', ({ query }, response) => {
        const done = query.get('DialCallStatus') === 'busy';
        const answer = done ? NOBODY : offer(AGENT_1);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(answer.body));
        if (done) resolve();
      });
    });
    expect(bench.simulator.overCapacity()).toMatchObject([
      { dialledFor: second.sid, holding: [{ callSid: talking.sid }], leg: 'connect' },
    ]);
  });

  it('records a call that rings at two agents at once', async () => {
    bench.simulator.phone(AGENT_1).set({ answersAfterSeconds: () => 5 });
    bench.simulator.phone(AGENT_2).set({ answersAfterSeconds: () => 9 });
    const numbers = [AGENT_1, AGENT_2];
    bench.backend.connects = [
      { body: { destination: { numbers }, parallel_ringing: { activate: true } } },
    ];
    const record = await bench.call().ended;
    expect(record.answeredBy).toBe(AGENT_1);
    expect(record.attempts.map(({ result }) => result)).toEqual(['completed', 'canceled']);
    expect(bench.simulator.doubleOffers()).toMatchObject([{ callSid: record.sid, numbers }]);
  });

  it('follows a Switch-Case flow to voicemail and to closed', async () => {
    const flow = bench.backend.flow({ waitAs: 'select' });
    for (const [select, outcome] of [
      ['voicemail', 'voicemail'],
      ['closed', 'blocked'],
    ] as const) {
      bench.backend.on('/wait', (_, response) => {
        response.setHeader('content-type', 'text/plain').end(JSON.stringify({ select }));
      });
      expect((await bench.call({ flow, from: CUSTOMER }).ended).outcome).toBe(outcome);
    }
    await bench.simulator.idle();
    expect(bench.backend.at('/end').map(({ query }) => query.get('CallType'))).toEqual([
      'voicemail',
    ]);
  });
});

describe('a slow server', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it('is given up after the answer time: nobody is dialled', async () => {
    bench = await Bench.start({ answerTimeoutMs: 20 });
    let held: (() => void) | null = null;
    bench.backend.on('/connect', (_, response) => {
      held = () => response.destroy();
    });
    const call = bench.call();
    await new Promise<void>((resolve) => {
      bench.backend.on('/hold', (_, response) => {
        response.setHeader('content-type', 'text/plain').end('Hold.');
        resolve();
      });
    });
    call.hangUp();
    await call.ended;
    expect(held).not.toBeNull();
    expect(call.record.problems[0]).toBe('connect: timeout');
    expect(call.record.attempts).toEqual([]);
  });
});
