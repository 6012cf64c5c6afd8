import { randomBytes } from 'node:crypto';
import { ExotelSimulator } from '../../dev/exotel/simulator.js';
import type { ExotelSimulatorOptions } from '../../dev/exotel/options.js';
import { ScaledClock, wallMs } from '../../dev/scaled-clock.js';
import { SeededRandom } from '../../dev/seeded-random.js';
import type { AppHarness, TestAgent, TestTenant } from './harness.js';

export const EXOPHONE = '+918011112222';
const FLOW = 'out1';

/** A server and Exotel's side of it, on one clock that may run faster than the wall. */
export class ExotelSide {
  private constructor(
    readonly simulator: ExotelSimulator,
    /** What the server needs to know. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(
    options: Partial<ExotelSimulatorOptions> & { readonly speed?: number } = {},
  ): Promise<ExotelSide> {
    const { speed = 1, ...rest } = options;
    const anchorMs = Date.now();
    const clock = new ScaledClock({ speed, anchorRealMs: wallMs(), anchorMs });
    const simulator = await ExotelSimulator.start({
      clock,
      random: new SeededRandom(7),
      requestsPerMinute: null,
      ...rest,
    });
    const env = {
      EXOTEL_BASE_URL: simulator.baseUrl,
      EXOTEL_REQUESTS_PER_MINUTE: '100000',
      // On a fast clock nobody could keep up with sending heartbeats.
      AGENT_HEARTBEAT_INTERVAL: '3600',
      ...(speed !== 1 && { CLOCK_SPEED: String(speed), CLOCK_ANCHOR: `${anchorMs}:${anchorMs}` }),
    };
    return new ExotelSide(simulator, env);
  }
}

/** A company that places calls, with an account of its own at the simulator. */
export class OutboundCentre {
  private constructor(
    readonly app: AppHarness,
    readonly exotel: ExotelSide,
    readonly tenant: TestTenant,
    readonly account: string,
  ) {}

  static async open(
    app: AppHarness,
    exotel: ExotelSide,
    rules: Readonly<Record<string, unknown>> = {},
  ): Promise<OutboundCentre> {
    // Tests are run at every hour of the day.
    const callingWindow = { start: '00:00', end: '24:00' };
    const tenant = await app.tenant({ wrapUpSeconds: 0, callingWindow, ...rules });
    const account = `acc${randomBytes(4).toString('hex')}`;
    const apiKey = 'key-of-the-tests';
    const apiToken = 'token-of-the-tests';
    exotel.simulator.addAccount({ sid: account, apiKey, apiToken, exophones: [EXOPHONE] });
    const config = {
      numbers: [{ number: EXOPHONE, sector: 'billing' }],
      default: { sector: 'billing' },
      exotel: { accountSid: account, subdomain: 'api.exotel.com', appId: FLOW },
    };
    const body = { type: 'voice', name: 'Telephone', config, credentials: { apiKey, apiToken } };
    const answer = await app.http(tenant.admin.token).post('/api/channels').send(body);
    if (answer.status !== 201) throw new Error(`channel: ${answer.status} ${answer.text}`);
    const { webhookToken } = (answer.body as { data: { webhookToken: string } }).data;
    const webhooks = `${app.url}/webhooks/exotel/${webhookToken}`;
    // What the administrator drew at Exotel for customers who are dialled first.
    exotel.simulator.addFlow(account, FLOW, {
      connectUrl: `${webhooks}/connect`,
      popupUrl: `${webhooks}/popup`,
      endUrl: `${webhooks}/passthru`,
      holdPieceSeconds: 5,
      ringEvents: true,
    });
    return new OutboundCentre(app, exotel, tenant, account);
  }

  get clientId(): string {
    return this.tenant.clientId;
  }

  /** What every document of the company has. */
  get own(): { readonly clientId: string } {
    return { clientId: this.clientId };
  }

  get admin() {
    return this.app.http(this.tenant.admin.token);
  }

  /** An agent who is there and free; its phone picks up after a second. */
  async readyAgent(): Promise<TestAgent> {
    const agent = await this.app.agent(this.clientId);
    const mine = this.app.http(agent.token);
    const online = await mine.put(`/api/agents/${agent.id}/status`).send({ status: 'online' });
    if (online.status >= 300) throw new Error(`status: ${online.status} ${online.text}`);
    await this.beat(agent);
    this.exotel.simulator.phone(agent.phone).set({ answersAfterSeconds: () => 1 });
    return agent;
  }

  async beat(agent: TestAgent): Promise<void> {
    const body = { agentId: agent.id, deviceConnected: true, currentStatus: 'online' };
    const answer = await this.app.http(agent.token).post('/api/agent-heartbeat').send(body);
    if (answer.status >= 300) throw new Error(`heartbeat: ${answer.status} ${answer.text}`);
  }

  /** A number that nobody else in the tests has, and how its phone behaves. */
  customer(behaviour: Partial<Behaviour> = {}): string {
    const number = `+9197${String(10_000_000 + Math.floor(Math.random() * 89_999_999))}`;
    const usual = { answersAfterSeconds: () => 1, talkSeconds: () => 5 };
    this.exotel.simulator.phone(number).set({ ...usual, ...behaviour });
    return number;
  }

  async place(agentId: number, phoneNumber: string, more: object = {}) {
    const body = { phoneNumber, agentId, userId: 'u1', ...more };
    return await this.admin.post('/api/v1/calls/outbound').send(body);
  }

  async call(callLogId: string): Promise<Record<string, unknown>> {
    const answer = await this.admin.get(`/api/v1/calls/${callLogId}`);
    return (answer.body as { data: Record<string, unknown> }).data;
  }

  async ended(callLogId: string, ms = 30_000): Promise<Record<string, unknown>> {
    const isOver = (call: Record<string, unknown>) => call['endedAt'] !== null;
    return await this.app.until(() => this.call(callLogId), isOver, ms);
  }

  async activeCalls(agentId: number): Promise<number> {
    const presence = await this.app.db
      .collection<{ _id: number; activeCalls: number }>('agent_presence')
      .findOne({ _id: agentId });
    return presence?.activeCalls ?? 0;
  }

  /** How often Exotel dialled a number. */
  dials(phoneNumber: string): number {
    return this.exotel.simulator.calls().filter(({ to }) => to === phoneNumber).length;
  }
}

type Behaviour = Parameters<ReturnType<ExotelSimulator['phone']>['set']>[0];
