import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { Agent, request } from 'undici';
import { ExotelSimulator } from '../../dev/exotel/simulator.js';
import { ScaledClock, wallMs } from '../../dev/scaled-clock.js';
import { SeededRandom } from '../../dev/seeded-random.js';
import { freePort } from '../../dev/servers/ports.js';
import type { Servers } from '../../dev/servers/servers.js';
import { startChild, type Child } from '../child.js';
import { makeCompany, type Company } from '../company.js';
import { signedIn } from '../signed-in.js';

const EXOPHONE = '+918011112222';
const ACCOUNT = { sid: 'load', apiKey: 'load-key', apiToken: 'load-token' };
const PHONE_RINGS_SECONDS = 1;
const REQUEST_MS = 30_000;

/** A company whose agents are all signed in; the first is its admin. */
export interface SignedCompany extends Company {
  /** In the order of `agentIds`. */
  readonly tokens: readonly string[];
}

/** What a request came to; `shed` is 503 with `Retry-After`. */
export type Outcome = 'good' | 'shed' | 'failed';

/** Server processes on a database of their own, with Exotel's simulator beside them. */
export class LoadStage {
  private readonly secret = randomBytes(32).toString('hex');
  private readonly sealingKey = randomBytes(32).toString('base64');
  private readonly children: Child[] = [];
  /** As many connections as there are requests under way: none waits for another. */
  private readonly http = new Agent({
    connections: null,
    keepAliveTimeout: 30_000,
    headersTimeout: REQUEST_MS,
    bodyTimeout: REQUEST_MS,
  });

  private constructor(
    private readonly servers: Servers,
    readonly mongo: mongoose.mongo.MongoClient,
    readonly uri: string,
    readonly exotel: ExotelSimulator,
  ) {}

  static async open(servers: Servers, nodes: number): Promise<LoadStage> {
    const database = `load_${randomBytes(4).toString('hex')}`;
    const uri = servers.mongodbUri.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
    const mongo = await new mongoose.mongo.MongoClient(uri).connect();
    const clock = new ScaledClock({ speed: 1, anchorRealMs: wallMs(), anchorMs: Date.now() });
    // Not seeded alike: the ids of calls must be new.
    const random = new SeededRandom(randomBytes(4).readUInt32BE());
    const exotel = await ExotelSimulator.start({ clock, random, requestsPerMinute: null });
    exotel.addAccount({ ...ACCOUNT, exophones: [EXOPHONE] });
    const stage = new LoadStage(servers, mongo, uri, exotel);
    for (let node = 0; node < nodes; node += 1) await stage.startNode();
    return stage;
  }

  get db(): mongoose.mongo.Db {
    return this.mongo.db();
  }

  get redisUrl(): string {
    return this.servers.redisUrl;
  }

  get nodes(): readonly Child[] {
    return this.children;
  }

  /** The node whose turn it is. */
  urlOf(turn: number): string {
    return this.children[turn % this.children.length]?.url ?? '';
  }

  /** A company of so many ready agents; there can be one of each size. */
  async company(size: number): Promise<SignedCompany> {
    const company = await makeCompany(this.db, size);
    const tokens = await signedIn(this.db, company, this.secret);
    return { ...company, tokens };
  }

  /** The same, with a line at Exotel and phones that are picked up at once. */
  async companyWithLine(size: number): Promise<SignedCompany> {
    const company = await this.company(size);
    const { clientId, agentIds, sector } = company;
    const agents = this.db.collection<{ _id: number; dialNumber: string }>('agents');
    for await (const { dialNumber } of agents.find({ _id: { $in: [...agentIds] } })) {
      this.exotel.phone(dialNumber).set({ answersAfterSeconds: () => PHONE_RINGS_SECONDS });
    }
    // The one that was made as a document knows no credentials.
    await this.db.collection('channels').deleteOne({ clientId });
    const { sid, ...credentials } = ACCOUNT;
    const answer = await this.ask(
      'POST',
      `${this.urlOf(0)}/api/channels`,
      company.tokens[0] ?? '',
      {
        type: 'voice',
        name: 'Load',
        config: {
          numbers: [{ number: EXOPHONE, sector }],
          default: { sector },
          exotel: { accountSid: sid, subdomain: 'api.exotel.com' },
        },
        credentials,
      },
    );
    if (answer.status !== 201) throw new Error(`voice channel: ${answer.status} ${answer.text}`);
    const { data } = JSON.parse(answer.text) as { data: { webhookToken: string } };
    return { ...company, token: data.webhookToken };
  }

  get line(): { readonly account: string; readonly exophone: string } {
    return { account: ACCOUNT.sid, exophone: EXOPHONE };
  }

  /** One request, with its whole answer. */
  async ask(method: 'GET' | 'POST' | 'PUT', url: string, token: string, body?: object) {
    const answer = await request(url, {
      dispatcher: this.http,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const { statusCode: status, headers } = answer;
    return { status, headers, text: await answer.body.text() };
  }

  async outcomeOf(url: string, token: string, body?: object): Promise<Outcome> {
    const answer = await this.ask(body ? 'POST' : 'GET', url, token, body).catch(() => null);
    if (answer?.status === 200) return 'good';
    return answer?.status === 503 && 'retry-after' in answer.headers ? 'shed' : 'failed';
  }

  async close(): Promise<void> {
    await this.exotel.close();
    for (const child of this.children) await child.stop();
    await this.http.destroy();
    await this.db.dropDatabase();
    await this.mongo.close();
  }

  private async startNode(): Promise<void> {
    const child = await startChild(
      'dist/src/main.js',
      await freePort(3800 + this.children.length),
      '/health/ready',
      {
        // Production speaks to Exotel itself only.
        NODE_ENV: 'test',
        MONGODB_URI: this.uri,
        REDIS_URL: this.servers.redisUrl,
        EXOTEL_BASE_URL: this.exotel.baseUrl,
        EXOTEL_REQUESTS_PER_MINUTE: '100000',
        LOG_LEVEL: 'error',
        RATE_LIMIT_SCALE: '1000000',
        JWT_SECRET: this.secret,
        CRON_SECRET: randomBytes(32).toString('hex'),
        CREDENTIALS_KEYS: `load:${this.sealingKey}`,
        PUBLIC_URL: 'https://load.example',
      },
    );
    this.children.push(child);
  }
}
