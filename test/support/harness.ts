import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import supertest from 'supertest';
import { freePort as freePortFrom } from '../../dev/servers/ports.js';
import { Passwords } from '../../src/platform/crypto/passwords.js';

export const PASSWORD = 'Secret-Pass-1';
export const CRON_SECRET = 'cron-secret-of-the-tests';

/** What every program that a test starts has from us; the last two are for coverage. */
const OUR_ENV = {
  PATH: process.env['PATH'],
  TZ: process.env['TZ'],
  NODE_OPTIONS: process.env['CROSSPOINT_SERVER_OPTIONS'],
  CROSSPOINT_COVERAGE: process.env['CROSSPOINT_COVERAGE'],
};

export interface TestAgent {
  readonly id: number;
  readonly username: string;
  readonly token: string;
  readonly phone: string;
}

export interface TestTenant {
  readonly clientId: string;
  readonly admin: TestAgent;
}

/**
 * A server of the built program, in a process and a database of its own. A test that needs other
 * settings, or that kills the server, starts one for itself.
 */
export class AppHarness {
  private child: ChildProcess | undefined;
  private readonly lines: string[] = [];

  private constructor(
    readonly port: number,
    readonly mongo: mongoose.mongo.MongoClient,
    private env: Readonly<Record<string, string>>,
    private readonly isFirst = true,
  ) {}

  /** @param server MongoDB, where the test has one of its own */
  static async start(
    env: Readonly<Record<string, string>> = {},
    server = process.env['MONGODB_URI'],
  ): Promise<AppHarness> {
    const redisUrl = process.env['REDIS_URL'];
    if (!server || !redisUrl) throw new Error('MongoDB and Redis are not there: run "npm test"');
    if (!existsSync('dist/src/main.js')) throw new Error('build first: "npm run build"');
    const database = `t_${process.pid}_${randomBytes(4).toString('hex')}`;
    const uri = server.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
    const mongo = await new mongoose.mongo.MongoClient(uri).connect();
    const port = await freePort();
    const harness = new AppHarness(port, mongo, {
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      MONGODB_URI: uri,
      REDIS_URL: redisUrl,
      JWT_SECRET: randomBytes(32).toString('hex'),
      CRON_SECRET,
      RATE_LIMIT_SCALE: '1000',
      LOG_LEVEL: 'info',
      DATABASE_TIMEOUT: '5000',
      ...env,
    });
    await harness.boot();
    return harness;
  }

  /** Runs a program of `src/` on this database: its exit code and what it wrote. */
  async program(
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(process.execPath, [`dist/src/${name}.js`, ...args], {
      env: { ...OUR_ENV, ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  /** One more server on the same database; stop it before the first. */
  async secondNode(env: Readonly<Record<string, string>> = {}): Promise<AppHarness> {
    const port = await freePort();
    const all = { ...this.env, ...env, PORT: String(port) };
    const node = new AppHarness(port, this.mongo, all, false);
    await node.boot();
    return node;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The database of this server. */
  get databaseUri(): string {
    return this.env['MONGODB_URI'] ?? '';
  }

  get db(): mongoose.mongo.Db {
    return this.mongo.db();
  }

  /** What the server wrote to its log, parsed. */
  logs(): Record<string, unknown>[] {
    return this.lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as Record<string, unknown>];
      } catch {
        return [];
      }
    });
  }

  rawLogs(): string {
    return this.lines.join('\n');
  }

  /** A request with a token, or without one. */
  http(token?: string) {
    const agent = supertest.agent(this.url);
    return token === undefined ? agent : agent.set('Authorization', `Bearer ${token}`);
  }

  /** Starts the server; `env` is for this start only. */
  async boot(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const child = spawn(process.execPath, ['--max-semi-space-size=64', 'dist/src/main.js'], {
      env: { ...OUR_ENV, ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const keep = (chunk: Buffer) => this.lines.push(...chunk.toString().split('\n'));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    for (let tries = 0; tries < 800; tries += 1) {
      if (child.exitCode !== null) break;
      const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
      if (answer?.ok) return;
      await sleep(50);
    }
    throw new Error(`the server did not start:\n${this.rawLogs().slice(-3000)}`);
  }

  /** Every document of the database as text. */
  async dump(): Promise<string> {
    const collections = await this.db.collections();
    const documents = await Promise.all(
      collections.map((collection) => collection.find().toArray()),
    );
    return mongoose.mongo.BSON.EJSON.stringify(documents);
  }

  /** kill -9, or a polite end. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const gone = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    const [code] = await gone;
    return code;
  }

  /** Ends the server and starts it again at another time; who was signed in may be no more. */
  async travelTo(time: string): Promise<void> {
    await this.end('SIGTERM');
    this.env = { ...this.env, CLOCK_ANCHOR: AppHarness.clockAt(time) };
    await this.boot();
  }

  /** What makes the server's clock show a time now: for `CLOCK_ANCHOR`. */
  static clockAt(time: string): string {
    return `${Date.now()}:${Date.parse(time)}`;
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    if (!this.isFirst) return;
    await this.db.dropDatabase();
    await this.mongo.close();
  }

  /** A company of its own for one test, with an admin who is signed in. */
  async tenant(rules: Readonly<Record<string, unknown>> = {}): Promise<TestTenant> {
    const clientId = `c${randomBytes(5).toString('hex')}`;
    const now = new Date();
    const stamp = { version: 1, createdAt: now, updatedAt: now };
    await this.put('companies', {
      _id: clientId,
      clientId,
      name: `Company ${clientId}`,
      timezone: 'Asia/Kolkata',
      locale: 'en-IN',
      sectors: ['billing'],
      ...stamp,
    });
    await this.put('business_rules', {
      _id: clientId,
      clientId,
      rules,
      version: 1,
      updatedAt: now,
    });
    const admin = await this.agent(clientId, 'admin');
    return { clientId, admin };
  }

  /** A signed-in agent, as it is in the database: creating by the API has its own tests. */
  async agent(clientId: string, role: 'admin' | 'cs' | 'viewer' = 'cs'): Promise<TestAgent> {
    const username = `u${randomBytes(6).toString('hex')}`;
    const now = new Date();
    const counter = await this.db
      .collection<{ _id: string; value: number }>('counters')
      .findOneAndUpdate(
        { _id: 'agentId' },
        { $inc: { value: 1 } },
        { upsert: true, returnDocument: 'after' },
      );
    const id = counter?.value ?? 1;
    const phone = `+9198${String(10_000_000 + id)}`;
    passwordHash ??= new Passwords().hash(PASSWORD);
    await this.put('agents', {
      ...AGENT_DEFAULTS,
      _id: id,
      clientId,
      username,
      usernameKey: username,
      email: `${username}@example.com`,
      emailKey: `${username}@example.com`,
      passwordHash: await passwordHash,
      role,
      phone,
      dialNumber: phone,
      createdAt: now,
      updatedAt: now,
    });
    return { id, username, phone, token: await this.login(username) };
  }

  async login(username: string, password = PASSWORD): Promise<string> {
    const answer = await this.http().post('/api/auth/login').send({ username, password });
    if (answer.status >= 300) throw new Error(`login: ${answer.status} ${answer.text}`);
    return (answer.body as { accessToken: string }).accessToken;
  }

  /** Waits until something is so; fails with what was seen last. */
  async until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, ms = 30_000): Promise<T> {
    const end = performance.now() + ms;
    for (;;) {
      const seen = await look();
      if (isSo(seen)) return seen;
      if (performance.now() > end) throw new Error(`still not so: ${JSON.stringify(seen)}`);
      await sleep(20);
    }
  }

  private async put(collection: string, document: Record<string, unknown>): Promise<void> {
    await this.db.collection(collection).insertOne(document);
  }
}

let passwordHash: Promise<string> | undefined;

/** What a new agent has (spec: identity, "Collections"). */
const AGENT_DEFAULTS = {
  isActive: true,
  kind: 'human',
  maxConcurrentCalls: 1,
  lastLoginAt: null,
  fullName: 'Test Person',
  avatar: null,
  department: 'Support',
  onlineStatus: 'offline',
  lastSeen: null,
  currentTickets: 0,
  totalTicketsHandled: 0,
  avgResponseTime: 5,
  customerSatisfaction: 3.5,
  ticketsResolvedToday: 0,
  messagesHandledToday: 0,
  onlineHoursToday: 0,
  performanceLevel: 'medium',
  mustChangePassword: false,
  externalId: null,
  version: 1,
};

/**
 * A port of the loopback that nobody listens on, below those of outgoing connections: a server that
 * was killed finds it free again.
 */
export async function freePort(): Promise<number> {
  return await freePortFrom(10_000 + randomInt(10_000));
}
