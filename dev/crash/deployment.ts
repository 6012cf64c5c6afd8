import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Api } from '../demo/api.js';
import { DemoClock } from '../demo/demo-clock.js';
import { Nodes } from '../demo/nodes.js';
import { ExotelSimulator } from '../exotel/simulator.js';
import { wallMs } from '../scaled-clock.js';
import { SeededRandom } from '../seeded-random.js';
import { checkoutFolder } from '../servers/home.js';
import type { Servers } from '../servers/servers.js';
import { Faults } from './faults.js';
import type { CrashOptions } from './options.js';
import { Wires } from './wires.js';

/** Of asynchronous webhooks, all the time. */
const WEBHOOKS = { doubled: 0.03, late: 0.03, reordered: 0.03 };
/** Exotel's Connect asks twice at once now and then. */
const OVERLAPPING_FETCHES = 0.02;
const FIRST_PORT = 3400;
/** One that starts while MongoDB is away ends at once, and is started again. */
const MOST_DEATHS = 1000;

export interface DeploymentParts {
  readonly options: CrashOptions;
  readonly servers: Servers;
  /** Of the run's own database. */
  readonly uri: string;
  readonly home: string;
  readonly log: (line: string) => void;
}

/** Server processes, MongoDB, Redis and Exotel, with a proxy on every way between them. */
export class Deployment {
  readonly api: Api;

  private constructor(
    readonly clock: DemoClock,
    readonly simulator: ExotelSimulator,
    readonly nodes: Nodes,
    readonly faults: Faults,
    private readonly wires: Wires,
    private readonly env: (number: number) => NodeJS.ProcessEnv,
  ) {
    this.api = new Api(() => [this.url]);
  }

  /** Everything has its address; the server processes are started by `nodes.start`. */
  static async prepare(parts: DeploymentParts): Promise<Deployment> {
    const { options, servers, home, log } = parts;
    const clock = new DemoClock(options.speed, wallMs());
    const simulator = await ExotelSimulator.start({
      clock,
      random: new SeededRandom(options.seed),
      requestsPerMinute: null,
      deliveries: WEBHOOKS,
      overlappingFetch: OVERLAPPING_FETCHES,
    });
    const ports: number[] = [];
    const wires = await Wires.open(options.nodes, {
      mongodb: portOf(parts.uri),
      redis: portOf(servers.redisUrl),
      exotel: portOf(simulator.baseUrl),
      nodes: () => ports,
    });
    const faults = new Faults(wires, servers, log);
    const env = (number: number): NodeJS.ProcessEnv => ({
      ...settings(parts, clock),
      MONGODB_URI: moved(parts.uri, wires.of('mongodb', number - 1).port),
      REDIS_URL: moved(servers.redisUrl, wires.of('redis', number - 1).port),
      EXOTEL_BASE_URL: moved(simulator.baseUrl, wires.exotel.port),
      PUBLIC_URL: `http://127.0.0.1:${wires.front.port}`,
      CRASH_CLOCK_JUMPS: String(faults.jumpsOf(number - 1)),
    });
    const nodes = await Nodes.find({
      count: options.nodes,
      port: FIRST_PORT,
      home,
      env,
      log,
      onProcesses: () => undefined,
      mostDeaths: MOST_DEATHS,
    });
    ports.push(...nodes.urls.map(portOf));
    return new Deployment(clock, simulator, nodes, faults, wires, env);
  }

  /** Where the server is reached, whichever process answers. */
  get url(): string {
    return `http://127.0.0.1:${this.wires.front.port}`;
  }

  /** For programs beside the server. */
  get programEnv(): NodeJS.ProcessEnv {
    return { ...this.env(1), NODE_OPTIONS: '' };
  }

  /** The server first, which asks the others while it stops. */
  async close(): Promise<void> {
    await this.nodes.stop();
    await this.simulator.close();
    await this.wires.close();
  }
}

function settings({ options }: DeploymentParts, clock: DemoClock): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: 'development',
    NODE_OPTIONS: ['clock-jump.js', 'bug-preload.js']
      .map((file) => pathToFileURL(join(checkoutFolder(), 'dist/dev/crash', file)).href)
      .map((address) => `--import=${address}`)
      .join(' '),
    HOST: '127.0.0.1',
    EXOTEL_REQUESTS_PER_MINUTE: '100000',
    RATE_LIMIT_SCALE: '100000',
    OUTGOING_ALLOW_PRIVATE: '127.0.0.0/8',
    LOG_LEVEL: 'warn',
    CLOCK_SPEED: String(clock.speed),
    CLOCK_ANCHOR: clock.anchor,
    ...(options.bug !== null && { CRASH_BUG: options.bug }),
  };
}

const portOf = (url: string): number => Number(new URL(url).port);

function moved(url: string, port: number): string {
  return url.replace(`:${portOf(url)}`, `:${port}`);
}
