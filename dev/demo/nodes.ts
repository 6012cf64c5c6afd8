import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../servers/ports.js';
import type { ProcessId } from '../servers/process.js';
import { ServerNode } from './server-node.js';

const MOST_DEATHS = 5;
const RESTART_PAUSE_MS = 300;

export interface NodesOptions {
  readonly count: number;
  readonly port: number;
  readonly home: string;
  /** The environment of a process by its number, from 1 on; but for its port. */
  readonly env: (number: number) => NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  /** Told of the processes whenever they change. */
  readonly onProcesses: (processes: readonly ProcessId[]) => void;
  /** All together may die so often without our doing; then none is started again (5). */
  readonly mostDeaths?: number;
}

/** All processes of the server: started together, killed by choice, started again when one dies. */
export class Nodes {
  /** Killed by `crash`, died by themselves, started again after the one or the other. */
  readonly counts = { crashes: 0, deaths: 0, restarts: 0 };
  /** Milliseconds of the wall from the last start until all were ready. */
  startMs = 0;
  private isStopping = false;
  private readonly stopping = new AbortController();
  private readonly down = new Set<ServerNode>();

  private constructor(
    private readonly nodes: readonly ServerNode[],
    private readonly options: NodesOptions,
  ) {}

  /** Finds ports; nothing runs yet. */
  static async find(options: NodesOptions): Promise<Nodes> {
    const nodes: ServerNode[] = [];
    let from = options.port;
    for (let number = 1; number <= options.count; number += 1) {
      const port = await freePort(from);
      if (port !== from) options.log(`Port ${from} is in use: takes ${port}`);
      nodes.push(new ServerNode(number, port, join(options.home, 'logs', `node-${number}.log`)));
      from = port + 1;
    }
    return new Nodes(nodes, options);
  }

  get urls(): readonly string[] {
    return this.nodes.map((node) => node.url);
  }

  get url(): string {
    return this.urls[0] ?? '';
  }

  /** Starts every process; resolves when all are ready. */
  async start(): Promise<void> {
    this.isStopping = false;
    const startedAt = performance.now();
    for (const node of this.nodes) this.launch(node);
    await Promise.all(this.nodes.map((node) => node.ready(this.stopping.signal)));
    this.startMs = performance.now() - startedAt;
  }

  /** Stops them and starts them with the environment as it is then. */
  async restart(prepare: () => void): Promise<void> {
    await this.stopAll();
    prepare();
    await this.start();
  }

  /** Kills one as if the machine had lost it; resolves when it is back. */
  async crash(which: number): Promise<void> {
    await this.replace(which, async (node) => {
      this.counts.crashes += 1;
      this.options.log(`Kills server process ${node.number} (kill -9) and starts it again`);
      node.kill();
      await node.ended;
    });
  }

  /** Lets one end in order (SIGTERM), as an update does; resolves when the next one is ready. */
  async update(which: number): Promise<void> {
    await this.replace(which, async (node) => {
      this.options.log(`Ends server process ${node.number} (SIGTERM) and starts it again`);
      await node.stop();
    });
  }

  /** Is it neither down nor on its way up? */
  isUp(which: number): boolean {
    const node = this.nodes[which % this.nodes.length];
    return node !== undefined && !this.down.has(node);
  }

  /** A signal to one that is up; to others nothing. */
  send(which: number, signal: NodeJS.Signals): void {
    if (this.isUp(which)) this.nodes[which % this.nodes.length]?.send(signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.stopAll();
  }

  /** Ends them at once; for a second Ctrl-C. */
  killAll(): void {
    this.isStopping = true;
    for (const node of this.nodes) node.kill();
  }

  private async stopAll(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.nodes.map((node) => node.stop()));
    this.options.onProcesses([]);
  }

  private launch(node: ServerNode): void {
    node.start(this.options.env(node.number));
    const running = this.nodes.flatMap(({ process }) => (process ? [process] : []));
    this.options.onProcesses(running);
    void node.ended.then(() => this.afterEnd(node));
  }

  private async replace(which: number, end: (node: ServerNode) => Promise<void>): Promise<void> {
    const node = this.nodes[which % this.nodes.length];
    if (!node || this.isStopping || this.down.has(node)) return;
    this.down.add(node);
    await end(node);
    await this.again(node);
    this.down.delete(node);
  }

  private async afterEnd(node: ServerNode): Promise<void> {
    if (this.isStopping || this.down.has(node)) return;
    this.counts.deaths += 1;
    this.options.log(`Server process ${node.number} died by itself: starts it again`);
    this.down.add(node);
    await sleep(RESTART_PAUSE_MS);
    await this.again(node);
    this.down.delete(node);
  }

  private async again(node: ServerNode): Promise<void> {
    while (!this.isStopping && this.counts.deaths <= (this.options.mostDeaths ?? MOST_DEATHS)) {
      this.counts.restarts += 1;
      this.launch(node);
      try {
        await node.ready(this.stopping.signal);
        return;
      } catch (error) {
        if (this.isStopping) return;
        this.counts.deaths += 1;
        this.options.log((error as Error).message);
        await node.stop();
      }
    }
  }
}
