import { setTimeout as sleep } from 'node:timers/promises';
import type { Nodes } from '../demo/nodes.js';
import type { Servers } from '../servers/servers.js';
import type { FaultKind, PlannedFault } from './fault-plan.js';
import type { Wires } from './wires.js';

/** What a process that is down, or on its way up, is spared. */
const OF_PROCESSES: ReadonlySet<FaultKind> = new Set([
  'node_kill',
  'node_stop',
  'node_update',
  'clock_jump',
]);

/** Does to the deployment what the plan says, and puts right again what does not do so by itself. */
export class Faults {
  /** How many of each kind were done. */
  readonly counts: Partial<Record<FaultKind, number>> = {};
  /** Jumps of each process's clock: the next process at its place begins with them. */
  private readonly jumps: number[] = [];
  private readonly open = new Set<Promise<void>>();
  /** A server is not killed while it starts. */
  private readonly restarts = { mongodb: Promise.resolve(), redis: Promise.resolve() };

  constructor(
    private readonly wires: Wires,
    private readonly servers: Servers,
    private readonly log: (line: string) => void,
  ) {}

  /** How often the clock of this process has jumped. */
  jumpsOf(node: number): number {
    return this.jumps[node] ?? 0;
  }

  /** Follows the plan from now on; resolves when all is whole again. */
  async run(plan: readonly PlannedFault[], nodes: Nodes): Promise<void> {
    const began = performance.now();
    for (const fault of plan) {
      await sleep(Math.max(0, began + fault.atMs - performance.now()));
      const work = this.strike(fault, nodes)
        .catch((error: unknown) => this.log(`${fault.kind}: ${(error as Error).message}`))
        .finally(() => this.open.delete(work));
      this.open.add(work);
    }
    while (this.open.size > 0) await Promise.all(this.open);
  }

  private async strike(fault: PlannedFault, nodes: Nodes): Promise<void> {
    const { kind, node, link, lastsMs, delayMs } = fault;
    if (OF_PROCESSES.has(kind) && !nodes.isUp(node)) return;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    const seconds = Math.round(lastsMs / 100) / 10;
    switch (kind) {
      case 'node_kill':
        return await nodes.crash(node);
      case 'node_update':
        return await nodes.update(node);
      case 'node_stop':
        return await this.stop(nodes, node, lastsMs);
      case 'mongodb_kill':
        return await this.kill('mongodb');
      case 'redis_kill':
        return await this.kill('redis');
      case 'cut':
        this.log(`Cuts ${link} of process ${node + 1} for ${seconds} s`);
        return await this.wires.of(link, node).cut(lastsMs);
      case 'delay':
        this.log(`Delays ${link} of process ${node + 1} by ${delayMs} ms for ${seconds} s`);
        return await this.wires.of(link, node).delay(delayMs, lastsMs);
      case 'clock_jump':
        return this.jump(nodes, node);
    }
  }

  private async stop(nodes: Nodes, node: number, lastsMs: number): Promise<void> {
    nodes.send(node, 'SIGSTOP');
    this.log(`Stops server process ${node + 1} for ${lastsMs / 1000} s (SIGSTOP)`);
    await sleep(lastsMs);
    nodes.send(node, 'SIGCONT');
  }

  private async kill(which: 'mongodb' | 'redis'): Promise<void> {
    const before = this.restarts[which];
    const again = async (): Promise<void> => {
      await before;
      this.log(`Kills ${which} (kill -9) and starts it again`);
      await this.servers.kill(which);
      await this.servers.restart(which);
    };
    this.restarts[which] = again();
    await this.restarts[which];
  }

  private jump(nodes: Nodes, node: number): void {
    this.jumps[node] = this.jumpsOf(node) + 1;
    this.log(`The clock of server process ${node + 1} jumps by an hour`);
    nodes.send(node, 'SIGUSR2');
  }
}
