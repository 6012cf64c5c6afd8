import type { LinkName } from './fault-plan.js';
import { Link } from './link.js';

interface Ports {
  readonly mongodb: number;
  readonly redis: number;
  readonly exotel: number;
  /** Of the server processes. */
  readonly nodes: () => readonly number[];
}

/** All ways between the parts of the deployment, each with its proxy. */
export class Wires {
  private constructor(
    /** Each process's own. */
    private readonly own: readonly { readonly mongodb: Link; readonly redis: Link }[],
    /** Of all processes to Exotel. */
    readonly exotel: Link,
    /** Of everybody to the processes: whichever takes the connection. */
    readonly front: Link,
  ) {}

  static async open(nodes: number, ports: Ports): Promise<Wires> {
    const own = await Promise.all(
      Array.from({ length: nodes }, async () => ({
        mongodb: await Link.open(() => [ports.mongodb]),
        redis: await Link.open(() => [ports.redis]),
      })),
    );
    return new Wires(own, await Link.open(() => [ports.exotel]), await Link.open(ports.nodes));
  }

  of(link: LinkName, node: number): Link {
    if (link === 'exotel' || link === 'front') return this[link];
    const own = this.own[node];
    if (!own) throw new RangeError(`there is no process ${node + 1}`);
    return own[link];
  }

  async close(): Promise<void> {
    const own = this.own.flatMap(({ mongodb, redis }) => [mongodb, redis]);
    await Promise.all([...own, this.exotel, this.front].map((link) => link.close()));
  }
}
