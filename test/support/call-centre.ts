import type { Response } from 'supertest';
import type { AppHarness, TestAgent, TestTenant } from './harness.js';

type Query = Readonly<Record<string, string>>;

/** A company with a telephone line, and Exotel's side of it as raw webhooks. */
export class CallCentre {
  private constructor(
    private readonly app: AppHarness,
    readonly tenant: TestTenant,
    readonly token: string,
  ) {}

  static async open(
    app: AppHarness,
    options: {
      readonly rules?: Readonly<Record<string, unknown>>;
      readonly accountSid?: string;
    } = {},
  ): Promise<CallCentre> {
    const tenant = await app.tenant({ wrapUpSeconds: 0, ...options.rules });
    const answer = await app
      .http(tenant.admin.token)
      .post('/api/channels')
      .send({
        type: 'voice',
        name: 'Telephone',
        config: {
          default: { sector: 'billing' },
          exotel: { accountSid: options.accountSid ?? 'acc1', subdomain: 'api.exotel.com' },
        },
        credentials: { apiKey: 'key-of-the-tests', apiToken: 'token-of-the-tests' },
      });
    if (answer.status !== 201) throw new Error(`channel: ${answer.status} ${answer.text}`);
    const { webhookToken } = (answer.body as { data: { webhookToken: string } }).data;
    return new CallCentre(app, tenant, webhookToken);
  }

  get clientId(): string {
    return this.tenant.clientId;
  }

  get admin() {
    return this.app.http(this.tenant.admin.token);
  }

  /** An agent who serves a sector and is ready for its next call. */
  async readyAgent(
    profile: {
      sector?: string;
      priority?: number;
      capabilities?: readonly (string | { name: string; level: number })[];
      /** What is changed of it before it serves: whoever is ready is routed to at once. */
      change?: Readonly<Record<string, unknown>>;
    } = {},
  ): Promise<TestAgent> {
    const agent = await this.app.agent(this.clientId);
    const { sector = 'billing', priority = 5, capabilities = [], change } = profile;
    if (change) {
      const changed = await this.admin.put(`/api/agents/${agent.id}`).send(change);
      if (changed.status !== 200) throw new Error(`change: ${changed.status} ${changed.text}`);
    }
    const made = await this.admin
      .post('/api/sector-agents')
      .send({ agentId: agent.id, sector, priority, capabilities });
    if (made.status !== 201) throw new Error(`profile: ${made.status} ${made.text}`);
    await this.status(agent, 'online');
    await this.beat(agent);
    await this.isKnownReady(agent.id);
    return agent;
  }

  async beat(agent: TestAgent, deviceConnected = true): Promise<void> {
    const answer = await this.app
      .http(agent.token)
      .post('/api/agent-heartbeat')
      .send({ agentId: agent.id, deviceConnected, currentStatus: 'online' });
    if (answer.status >= 300) throw new Error(`heartbeat: ${answer.status} ${answer.text}`);
  }

  async status(agent: TestAgent, status: string): Promise<void> {
    const answer = await this.app
      .http(agent.token)
      .put(`/api/agents/${agent.id}/status`)
      .send({ status });
    if (answer.status >= 300) throw new Error(`status: ${answer.status} ${answer.text}`);
  }

  async presence(agentId: number) {
    return await this.app.db
      .collection<{ _id: number; activeCalls: number; missedInRow: number }>('agent_presence')
      .findOne({ _id: agentId });
  }

  async get(path: string, query: Query = {}): Promise<Response> {
    return await this.app.http().get(`/webhooks/exotel/${this.token}/${path}`).query(query);
  }

  connect(sid: string, query: Query = {}): Promise<Response> {
    return this.get('connect', { ...caller(sid), ...query });
  }

  wait(sid: string, query: Query = {}): Promise<Response> {
    return this.get('passthru', { ...caller(sid), at: 'wait', CallType: 'call-attempt', ...query });
  }

  end(sid: string, query: Query = {}): Promise<Response> {
    return this.get('passthru', { ...caller(sid), CallType: 'completed', ...query });
  }

  popup(sid: string, agent: TestAgent, EventType: string): Promise<Response> {
    return this.get('popup', {
      ...caller(sid),
      EventType,
      DialWhomNumber: `0${agent.phone.slice(3)}`,
      Status: EventType === 'Terminal' ? 'free' : 'busy',
    });
  }

  /** The one number that a connect answer dials, or null. */
  static dialled(answer: Response): string | null {
    const { destination } = answer.body as { destination?: { numbers?: string[] } };
    return destination?.numbers?.[0] ?? null;
  }

  async call(sid: string) {
    return await this.app.db
      .collection('call_logs')
      .findOne({ clientId: this.clientId, providerSid: sid });
  }

  /** Every node proposes from memory, which hears of a new agent a moment after the write. */
  private async isKnownReady(agentId: number): Promise<void> {
    await this.app.until(
      async () => {
        const answer = await this.admin
          .get('/api/agent-heartbeat')
          .query({ agentId: String(agentId) });
        return answer.status;
      },
      (status) => status === 200,
    );
  }
}

const caller = (sid: string): Query => ({
  CallSid: sid,
  CallFrom: '09812345678',
  CallTo: '08011112222',
  Direction: 'incoming',
});
