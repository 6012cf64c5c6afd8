import { randomBytes } from 'node:crypto';

import { ExotelSimulator } from '../exotel/simulator.js';
import type { Servers } from '../servers/servers.js';
import { Api, Session } from './api.js';
import {
  acme,
  bank,
  createCompany,
  ensureVoice,
  type CompanyPlan,
  type VoiceLine,
} from './companies.js';
import type { DemoClock } from './demo-clock.js';
import { holdPieceSeconds } from './flows.js';
import { Nodes } from './nodes.js';
import type { DemoOptions } from './options.js';
import { ensurePeople, ensureProfiles, type Person, type Role } from './people.js';
import type { Screen } from './screen.js';
import type { DemoState } from './state.js';

const RATE_LIMIT_SCALE = 1000;
/** For the company that only stands beside. */
const ACME_ROLES: readonly Role[] = [
  { name: 'Acme Asha', sectors: ['repairs'] },
  { name: 'Acme Ravi', sectors: ['repairs'] },
];

/** A company of the demo as it stands. */
export interface Company {
  readonly plan: CompanyPlan;
  readonly admin: Session;
  readonly voice: VoiceLine;
  readonly people: ReadonlyMap<string, Person>;
}

export interface StageParts {
  readonly options: DemoOptions;
  readonly servers: Servers;
  readonly clock: DemoClock;
  readonly state: DemoState;
  readonly screen: Screen;
}

/** Simulator and server processes: all that runs beside the databases. */
export class Stage {
  readonly api: Api;
  /** For the server's processes and for its programs. */
  readonly env: () => NodeJS.ProcessEnv;

  private constructor(
    readonly simulator: ExotelSimulator,
    readonly nodes: Nodes,
    private readonly parts: StageParts,
    env: () => NodeJS.ProcessEnv,
  ) {
    this.api = new Api(() => nodes.urls);
    this.env = env;
  }

  /** The simulator runs; the server's processes have their ports and are started by `open`. */
  static async prepare(parts: StageParts): Promise<Stage> {
    const { options, servers, clock, state, screen } = parts;
    const simulator = await ExotelSimulator.start({ clock, random: chanceOfTheMachine() });
    let url = '';
    // What is set for the server anyway (features, log level) stays; the demo's own come last.
    const env = (): NodeJS.ProcessEnv => ({
      ...process.env,
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      MONGODB_URI: servers.mongodbUri,
      REDIS_URL: servers.redisUrl,
      PUBLIC_URL: url,
      EXOTEL_BASE_URL: simulator.baseUrl,
      RATE_LIMIT_SCALE: String(RATE_LIMIT_SCALE),
      CLOCK_SPEED: String(clock.speed),
      CLOCK_ANCHOR: clock.anchor,
    });
    const nodes = await Nodes.find({
      count: options.nodes,
      port: options.port,
      home: options.home,
      env,
      log: (line) => screen.line(line),
      onProcesses: (processes) => state.write({ nodes: processes }),
    });
    url = nodes.url;
    return new Stage(simulator, nodes, parts, env);
  }

  /** Makes the companies where they are missing, and the server ready. */
  async open(roles: readonly Role[]): Promise<{ bank: Company; acme: Company }> {
    const { options, screen } = this.parts;
    const plans = [bank(holdPieceSeconds(options.speed)), acme()] as const;
    screen.line('Makes the companies where they are missing');
    for (const plan of plans) {
      await createCompany(plan, this.env());
      this.simulator.addAccount(plan.account);
    }
    screen.line(`Starts the server on ${this.nodes.urls.join(' and ')}`);
    await this.nodes.start();
    return {
      bank: await this.furnish(plans[0], '+9196000', roles),
      acme: await this.furnish(plans[1], '+9196001', ACME_ROLES),
    };
  }

  /** Stops the server before the simulator, which it asks; the databases stay. */
  async close(): Promise<void> {
    await this.nodes.stop();
    await this.simulator.close();
  }

  private async furnish(
    plan: CompanyPlan,
    phonePrefix: string,
    roles: readonly Role[],
  ): Promise<Company> {
    const admin = new Session(this.api, this.parts.clock, plan.admin);
    const voice = await ensureVoice(plan, admin);
    const { clientId } = plan;
    const people = await ensurePeople(admin, { clientId, phonePrefix }, roles);
    await ensureProfiles(admin, people, roles);
    return { plan, admin, voice, people };
  }
}

/** Not seeded: the ids of a run's calls must be new, whatever was played before. */
function chanceOfTheMachine(): { next(): number } {
  return { next: () => randomBytes(4).readUInt32BE() / 2 ** 32 };
}
