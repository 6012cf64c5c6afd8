import { afterEach, describe, expect, it } from '@jest/globals';
import type { StubRequest } from './backend-stub.js';
import type { ExotelSimulatorOptions } from './options.js';
import { AGENT_1, Bench, CUSTOMER, EXOPHONE } from './spec-support.js';

describe('StatusCallback', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  async function dial(
    form: Record<string, string> = {},
    options: Partial<ExotelSimulatorOptions> = {},
  ): Promise<StubRequest[]> {
    bench = await Bench.start(options);
    await bench.dial({
      From: AGENT_1,
      To: CUSTOMER,
      CallerId: EXOPHONE,
      CustomField: 'own-id',
      StatusCallback: `${bench.backend.url}/status`,
      'StatusCallbackEvents[0]': 'answered',
      'StatusCallbackEvents[1]': 'terminal',
      ...form,
    });
    await bench.simulator.idle();
    return bench.backend.at('/status');
  }

  it('is JSON on demand, with CustomField only at the end', async () => {
    const requests = await dial({ StatusCallbackContentType: 'application/json' });
    const [answered, terminal] = requests.map(({ body }) => JSON.parse(body) as object);
    expect(requests).toHaveLength(2);
    expect(answered).toMatchObject({ EventType: 'answered' });
    expect(answered).not.toHaveProperty('CustomField');
    expect(terminal).toMatchObject({
      EventType: 'terminal',
      Status: 'completed',
      CustomField: 'own-id',
      From: '09845000001',
      To: '09876500001',
      Legs: [{ Status: 'completed' }, { Status: 'completed' }],
    });
  });

  it('is multipart by default, flattened', async () => {
    const [, terminal] = await dial();
    const headers = { 'content-type': terminal!.headers['content-type']! };
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    const form = await new Response(terminal!.body, { headers }).formData();
    expect(form.get('EventType')).toBe('terminal');
    expect(form.get('Legs[1][Status]')).toBe('completed');
  });

  it('is urlencoded when the simulator is told so', async () => {
    const [, terminal] = await dial({}, { urlencodedStatus: true });
    expect(terminal!.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(new URLSearchParams(terminal!.body).get('Legs[0][Status]')).toBe('completed');
  });

  it('is poor and comes only at the end when no events were asked for', async () => {
    bench = await Bench.start({ urlencodedStatus: true });
    bench.simulator.phone(CUSTOMER).set({ busy: true });
    const StatusCallback = `${bench.backend.url}/status`;
    await bench.dial({ From: AGENT_1, To: CUSTOMER, CallerId: EXOPHONE, StatusCallback });
    await bench.simulator.idle();
    const [only, ...more] = bench.backend.at('/status');
    expect(more).toEqual([]);
    const fields = Object.fromEntries(new URLSearchParams(only!.body));
    expect(Object.keys(fields).sort()).toEqual(
      ['CallSid', 'DateUpdated', 'RecordingUrl', 'Status'], // prettier-ignore
    );
    expect(fields.Status).toBe('busy');
  });

  it('is repeated twice when it is not taken', async () => {
    bench = await Bench.start();
    bench.backend.on('/status', (_, response) => response.writeHead(503).end());
    const StatusCallback = `${bench.backend.url}/status`;
    await bench.dial({ From: AGENT_1, To: CUSTOMER, CallerId: EXOPHONE, StatusCallback });
    await bench.simulator.idle();
    expect(bench.backend.at('/status')).toHaveLength(3);
  });

  it('is doubled, lost or late by choice', async () => {
    const json = { StatusCallbackContentType: 'application/json' };

    expect(eventsOf(await dial(json, { deliveries: { doubled: 1 } }))).toEqual(
      ['answered', 'answered', 'terminal', 'terminal'], // prettier-ignore
    );
    await bench.close();
    expect(await dial(json, { deliveries: { lost: 1 } })).toEqual([]);
    await bench.close();

    await dial(json, { deliveries: { late: 1, lateSeconds: [50, 60] } });
    const [call] = bench.simulator.calls();
    const terminal = call!.webhooks.at(-1)!;
    expect((terminal.at - call!.endedAt!) / 1000).toBeGreaterThanOrEqual(49);
  });
});

function eventsOf(requests: readonly StubRequest[]): string[] {
  return requests.map(({ body }) => (JSON.parse(body) as { EventType: string }).EventType);
}

describe('a call into a flow', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it('rings From first and then runs the flow', async () => {
    bench = await Bench.start();
    bench.simulator.addFlow('demo1', '42', bench.backend.flow());
    bench.backend.connects = [
      { body: { fetch_after_attempt: true, destination: { numbers: [AGENT_1] } } },
      { body: { destination: { numbers: [] } } },
    ];
    const response = await bench.dial({
      From: CUSTOMER,
      CallerId: EXOPHONE,
      Url: 'http://my.exotel.com/demo1/exoml/start_voice/42',
    });
    expect(response.status).toBe(200);
    await bench.simulator.idle();
    expect(bench.simulator.calls()[0]).toMatchObject({ outcome: 'served', answeredBy: AGENT_1 });
    const [end] = bench.backend.at('/end');
    expect(Object.fromEntries(end!.query)).toMatchObject({
      Direction: 'outbound-dial',
      CallType: 'completed',
      flow_id: '42',
    });
  });
});
