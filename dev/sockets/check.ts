import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { ServerNode } from '../demo/server-node.js';
import { between, chance, pick, type SimRandom } from '../seeded-random.js';
import { checkoutFolder } from '../servers/home.js';
import { freePort } from '../servers/ports.js';
import { run } from '../servers/process.js';
import type { Servers } from '../servers/servers.js';
import { CheckedSocket, type SocketKind } from './checked-socket.js';

export interface CheckOptions {
  readonly seconds: number;
  readonly nodes: number;
  readonly sockets: number;
  readonly home: string;
  readonly random: SimRandom;
  readonly log: (line: string) => void;
}

/** What came of a check; the last four must be zero. */
export interface CheckReport {
  readonly seconds: number;
  readonly nodes: number;
  readonly sockets: number;
  readonly kills: number;
  readonly opened: number;
  readonly cut: number;
  readonly slowed: number;
  readonly events: number;
  readonly heard: number;
  readonly missed: number;
  readonly doubled: number;
  readonly disordered: number;
  readonly problems: number;
}

const PASSWORD = 'Check-Sockets-1';
const AGENTS = 6;
const KINDS: readonly SocketKind[] = ['socket.io', 'websocket'];
const SETTLE_MS = 60_000;

interface Signed {
  readonly id: number;
  readonly token: string;
}
interface Listed {
  readonly data: readonly { readonly data: { readonly seq: number } }[];
  readonly meta: { readonly nextSeq: number; readonly hasMore: boolean };
}

/**
 * Sockets that are cut off, slowed and sent to other nodes while nodes are killed and agents change
 * their status without a pause: in the end each must have heard everything, once and in order.
 */
export class SocketsCheck {
  private readonly nodes: ServerNode[] = [];
  private readonly live = new Set<ServerNode>();
  private readonly sockets: CheckedSocket[] = [];
  private isOver = false;
  private kills = 0;
  private admin: Signed = { id: 0, token: '' };
  private readonly database = `check_${randomBytes(4).toString('hex')}`;
  private readonly uri: string;

  constructor(
    private readonly servers: Servers,
    private readonly options: CheckOptions,
  ) {
    this.uri = servers.mongodbUri.replace(/\/[^/?]*(\?|$)/, `/${this.database}$1`);
  }

  async run(): Promise<CheckReport> {
    const mongo = await new mongoose.mongo.MongoClient(this.uri).connect();
    try {
      await this.startNodes();
      const agents = await this.makeCompany();
      const work = [
        ...agents.map((agent) => this.keepChanging(agent)),
        ...this.sockets.map((socket) => this.disturb(socket)),
        this.killNodes(),
      ];
      await sleep(this.options.seconds * 1000);
      this.isOver = true;
      await Promise.all(work);
      this.options.log('Looks whether every socket has heard everything');
      return await this.judge(mongo.db());
    } finally {
      this.isOver = true;
      for (const socket of this.sockets) socket.cut();
      await Promise.all(this.nodes.map((node) => node.stop()));
      await mongo.db().dropDatabase();
      await mongo.close();
    }
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      HOST: '127.0.0.1',
      MONGODB_URI: this.uri,
      REDIS_URL: this.servers.redisUrl,
      RATE_LIMIT_SCALE: '100000',
      LOG_LEVEL: 'warn',
    };
  }

  private async startNodes(): Promise<void> {
    let from = 3700;
    for (let number = 1; number <= this.options.nodes; number += 1) {
      const port = await freePort(from);
      from = port + 1;
      const log = join(this.options.home, 'logs', `check-node-${number}.log`);
      const node = new ServerNode(number, port, log);
      this.nodes.push(node);
      await this.start(node);
    }
  }

  private async start(node: ServerNode): Promise<void> {
    node.start(this.env);
    await node.ready(AbortSignal.timeout(120_000));
    this.live.add(node);
  }

  private async makeCompany(): Promise<readonly Signed[]> {
    const admin = { ...this.person('admin'), password: PASSWORD };
    const company = { clientId: 'check', name: 'Check', timezone: 'Asia/Kolkata', admin };
    const cli = join(checkoutFolder(), 'dist', 'src', 'cli.js');
    const made = await run(
      process.execPath,
      [cli, 'tenant', 'create', '--json', JSON.stringify(company)],
      { timeoutMs: 60_000, env: this.env },
    );
    if (!made.ok) throw new Error(`no company: ${made.output}`);
    this.admin = await this.signIn('admin');
    const agents: Signed[] = [];
    for (let number = 1; number <= AGENTS; number += 1) agents.push(await this.hire('cs', number));
    const viewer = await this.hire('viewer', 0);
    const listeners = [this.admin, viewer, ...agents];
    for (let number = 0; number < this.options.sockets; number += 1) {
      const who = listeners[number % listeners.length] ?? this.admin;
      const kind = KINDS[number % KINDS.length] ?? 'websocket';
      const socket = new CheckedSocket(`${kind} ${number} of ${who.id}`, kind, who.token);
      this.sockets.push(socket);
      await this.reopen(socket);
    }
    return agents;
  }

  private person(username: string) {
    const email = `${username}@check.example`;
    return { username, email, fullName: `Check ${username}`, department: 'Check' };
  }

  private async hire(role: string, number: number): Promise<Signed> {
    const username = `${role}_${number}`;
    await this.ask('POST', '/api/agents', this.admin.token, {
      ...this.person(username),
      role,
      password: PASSWORD,
    });
    return await this.signIn(username);
  }

  private async signIn(username: string): Promise<Signed> {
    const body = { username, password: PASSWORD };
    const { accessToken, agent } = (await this.ask('POST', '/api/auth/login', null, body)) as {
      accessToken: string;
      agent: { id: number };
    };
    return { id: agent.id, token: accessToken };
  }

  private async ask(
    method: string,
    path: string,
    token: string | null,
    body?: object,
  ): Promise<unknown> {
    const { url } = pick(this.options.random, [...this.live]);
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  /** An agent that changes its mind all day. */
  private async keepChanging(agent: Signed): Promise<void> {
    const { random } = this.options;
    while (!this.isOver) {
      const status = pick(random, ['online', 'away', 'busy', 'offline']);
      // A node that was killed answers nothing; the change is stored, or it is not.
      await this.ask('PUT', `/api/agents/${agent.id}/status`, agent.token, { status }).catch(
        () => undefined,
      );
      await sleep(between(random, 20, 150));
    }
  }

  private async disturb(socket: CheckedSocket): Promise<void> {
    const { random } = this.options;
    while (!this.isOver) {
      await sleep(between(random, 200, 2000));
      if (chance(random, 0.2)) await socket.slow(between(random, 200, 2500));
      else if (chance(random, 0.6)) socket.cut();
      if (!socket.isOpen) await this.reopen(socket);
    }
  }

  private async reopen(socket: CheckedSocket): Promise<void> {
    const end = performance.now() + SETTLE_MS;
    while (performance.now() < end) {
      if (await socket.open(pick(this.options.random, [...this.live]).url)) return;
      await sleep(100);
    }
    throw new Error(`${socket.name} cannot be opened`);
  }

  private async killNodes(): Promise<void> {
    const { random } = this.options;
    while (!this.isOver) {
      await sleep(between(random, 2000, 6000));
      if (this.isOver || this.live.size < 2) continue;
      const node = pick(random, [...this.live]);
      this.live.delete(node);
      this.kills += 1;
      node.kill();
      await node.ended;
      await this.start(node);
    }
  }

  private async judge(db: mongoose.mongo.Db): Promise<CheckReport> {
    const end = performance.now() + SETTLE_MS;
    const isNumbered = async () =>
      (await db.collection('events').countDocuments({ pending: true })) === 0;
    while (!(await isNumbered()) && performance.now() < end) await sleep(100);
    const totals = { opened: 0, cut: 0, slowed: 0, heard: 0 };
    const wrong = { missed: 0, doubled: 0, disordered: 0, problems: 0 };
    for (const socket of this.sockets) {
      const expected = await this.eventsOf(socket);
      if (!socket.isOpen) await this.reopen(socket);
      while (socket.last !== (expected.at(-1) ?? socket.first) && performance.now() < end) {
        await sleep(20);
      }
      const got = new Set(socket.heard);
      const sorted = [...socket.heard].sort((a, b) => a - b);
      wrong.missed += expected.filter((seq) => !got.has(seq)).length;
      wrong.doubled += socket.heard.length - got.size;
      wrong.disordered += socket.heard.filter((seq, place) => seq !== sorted[place]).length;
      wrong.problems += socket.problems.length;
      totals.opened += socket.counts.opened;
      totals.cut += socket.counts.cut;
      totals.slowed += socket.counts.slowed;
      totals.heard += socket.heard.length;
      for (const problem of socket.problems) this.options.log(`${socket.name}: ${problem}`);
    }
    const { seconds, nodes, sockets } = this.options;
    const events = await db.collection('events').countDocuments({});
    return { seconds, nodes, sockets, kills: this.kills, events, ...totals, ...wrong };
  }

  /** What a socket should have heard: the same events over HTTP. */
  private async eventsOf({ first, token }: CheckedSocket): Promise<number[]> {
    const seqs: number[] = [];
    for (let after = first ?? 0, hasMore = true; hasMore;) {
      const path = `/api/events?after=${after}&limit=100`;
      const { data, meta } = (await this.ask('GET', path, token)) as Listed;
      seqs.push(...data.map((event) => event.data.seq));
      after = meta.nextSeq;
      ({ hasMore } = meta);
    }
    return seqs;
  }
}
