import { monitorEventLoopDelay } from 'node:perf_hooks';
import { median } from '../load.js';
import { lookAt, type NodeLook } from './node-look.js';
import { processorSeconds, used, type Processor } from './processor.js';
import type { LoadStage } from './stage.js';

const LOOK_MS = 1000;
const MEMORY_LOOKS = 11;
const MiB = 1024 * 1024;

/** What was seen of a run from the outside. */
export interface Seen {
  readonly seconds: number;
  readonly cores: Processor;
  readonly databaseOperationsPerSecond: number;
  /** Mean time until a connection of the driver's pool was free, ms. */
  readonly databaseWaitMs: number;
  /** Of the node that has most; `looks` are spread evenly, from the start to the end. */
  readonly memoryMiB: {
    readonly start: number;
    readonly end: number;
    readonly most: number;
    readonly looks: readonly number[];
  };
  readonly heapMiB: { readonly start: number; readonly end: number };
  /** How late the nodes' event loops were: the middle and the worst of looks, one each second. */
  readonly eventLoopMs: { readonly p50: number; readonly p99: number; readonly most: number };
  /** How late that of the load was (p99): its own figures are no finer. */
  readonly loadLoopMs: number;
}

/** Looks at the nodes and the databases while something runs. */
export class Watch {
  private readonly began = performance.now();
  private readonly looks: (readonly NodeLook[])[] = [];
  private readonly loop = monitorEventLoopDelay({ resolution: 5 });
  private readonly timer: NodeJS.Timeout;
  private looking: Promise<void> = Promise.resolve();

  private constructor(
    private readonly stage: LoadStage,
    private readonly before: Processor,
  ) {
    this.loop.enable();
    this.timer = setInterval(() => {
      // A node that answers late is looked at less often, not twice at once.
      this.looking = this.looking.then(() => this.look()).catch(() => undefined);
    }, LOOK_MS);
  }

  static async begin(stage: LoadStage): Promise<Watch> {
    const watch = new Watch(stage, await processorSeconds(stage));
    await watch.look();
    return watch;
  }

  async end(): Promise<Seen> {
    clearInterval(this.timer);
    await this.looking;
    await this.look();
    this.loop.disable();
    const seconds = (performance.now() - this.began) / 1000;
    const processor = used(this.before, await processorSeconds(this.stage));
    const [first = [], ...later] = this.looks;
    const last = later.at(-1) ?? first;
    const grown = (of: keyof NodeLook) => sum(last, of) - sum(first, of);
    const lates = later.flat();
    return {
      seconds: Math.round(seconds),
      cores: {
        nodes: rounded(processor.nodes / seconds),
        mongodb: rounded(processor.mongodb / seconds),
        redis: rounded(processor.redis / seconds),
        load: rounded(processor.load / seconds),
      },
      databaseOperationsPerSecond: Math.round(grown('operations') / seconds),
      databaseWaitMs: rounded((grown('waited') * 1000) / Math.max(1, grown('operations'))),
      memoryMiB: {
        start: mebibytes(first, 'resident'),
        end: mebibytes(last, 'resident'),
        most: mebibytes(this.looks.flat(), 'resident'),
        looks: Array.from({ length: MEMORY_LOOKS }, (_, place) => {
          const at = Math.round((place * (this.looks.length - 1)) / (MEMORY_LOOKS - 1));
          return mebibytes(this.looks[at] ?? [], 'resident');
        }),
      },
      heapMiB: { start: mebibytes(first, 'heap'), end: mebibytes(last, 'heap') },
      eventLoopMs: {
        p50: rounded(median(lates.map(({ loopP50 }) => loopP50)) * 1000),
        p99: rounded(median(lates.map(({ loopP99 }) => loopP99)) * 1000),
        most: rounded(Math.max(...lates.map(({ loopP99 }) => loopP99)) * 1000),
      },
      loadLoopMs: rounded(this.loop.percentile(99) / 1e6),
    };
  }

  private async look(): Promise<void> {
    this.looks.push(await Promise.all(this.stage.nodes.map(({ url }) => lookAt(url))));
  }
}

const sum = (looks: readonly NodeLook[], of: keyof NodeLook): number =>
  looks.reduce((total, look) => total + look[of], 0);

const mebibytes = (looks: readonly NodeLook[], of: keyof NodeLook): number =>
  Math.round(Math.max(...looks.map((look) => look[of])) / MiB);

const rounded = (value: number): number => Math.round(value * 100) / 100;
