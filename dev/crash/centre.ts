import { setMaxListeners } from 'node:events';
import { AgentDriver } from '../demo/agent-driver.js';
import { Session, type Api } from '../demo/api.js';
import { companyPlan, createCompany, ensureVoice } from '../demo/companies.js';
import type { DemoClock } from '../demo/demo-clock.js';
import { ensurePeople, ensureProfiles, type Person, type Role } from '../demo/people.js';
import type { Flow } from '../exotel/flow.js';
import type { ExotelSimulator } from '../exotel/simulator.js';
import { between, chance, SeededRandom } from '../seeded-random.js';

export const EXOPHONE = '+918047100009';
/** Most callers; those who would rather be called back; nobody calls the desk: it calls. */
const SALES = 'sales';
const SUPPORT = 'support';
const HOLD_PIECE_SECONDS = 20;
const DAY_MS = 86_400_000;
/** An agent lets it ring now and then. */
const MISSES = 0.04;
const NEVER = { attempts: 0 };
/** Heartbeats come no more often than this of the wall. */
const BEAT_WALL_SECONDS = 10;
const RULES = {
  wrapUpSeconds: 2,
  holdPieceSeconds: HOLD_PIECE_SECONDS,
  callingWindow: { start: '00:00', end: '24:00' },
  concurrentCalls: { outbound: 1000 },
  // An attempt is an intent of its own: here each number is to be dialled once.
  retry: {
    no_answer: NEVER,
    busy: NEVER,
    voicemail: NEVER,
    network_error: NEVER,
    rate_limited: NEVER,
    api_unavailable: NEVER,
  },
};

export interface CentreParts {
  readonly api: Api;
  readonly clock: DemoClock;
  readonly simulator: ExotelSimulator;
  readonly env: NodeJS.ProcessEnv;
  /** Where Exotel finds the server. */
  readonly url: string;
  /** Incoming calls, and calls that are placed, a virtual second. */
  readonly rates: { readonly inbound: number; readonly placed: number };
}

/** The company under test: its line, its people, and what was drawn for it at Exotel. */
export class Centre {
  private readonly home = new AbortController();
  private work: readonly Promise<void>[] = [];

  private constructor(
    readonly clientId: string,
    readonly account: string,
    readonly admin: Session,
    /** Those who take calls. */
    readonly floor: readonly Person[],
    /** Those who place calls. */
    readonly desk: readonly Person[],
    readonly flows: { readonly usual: Flow; readonly callback: Flow },
    private readonly parts: CentreParts,
  ) {
    setMaxListeners(0, this.home.signal);
  }

  /** Makes the company; the server must be ready for requests. */
  static async open(parts: CentreParts): Promise<Centre> {
    const { api, clock, simulator, url } = parts;
    const heartbeatSeconds = Math.round(BEAT_WALL_SECONDS * clock.speed);
    const rules = { ...RULES, heartbeatSeconds };
    const plan = companyPlan('crash', 'Crash Test', [SALES, SUPPORT], EXOPHONE, rules);
    await createCompany(plan, parts.env);
    simulator.addAccount(plan.account);
    const admin = new Session(api, clock, plan.admin);
    const { webhookToken } = await ensureVoice(plan, admin);
    const roles = rolesFor(parts.rates);
    const people = await ensurePeople(
      admin,
      { clientId: plan.clientId, phonePrefix: '+9196009' },
      roles,
    );
    await ensureProfiles(admin, people, roles);
    const of = (isOnFloor: boolean): Person[] =>
      roles.flatMap(({ name, sectors }) => {
        const person = people.get(name);
        return person && sectors.length > 0 === isOnFloor ? [person] : [];
      });
    const flows = flowsAt(`${url}/webhooks/exotel/${webhookToken}`);
    return new Centre(plan.clientId, plan.account.sid, admin, of(true), of(false), flows, parts);
  }

  /** Everybody comes to work. */
  start(onFailure: () => void): void {
    const { api, clock, simulator } = this.parts;
    const shift = { from: 0, to: clock.now() + DAY_MS };
    this.work = [...this.floor, ...this.desk].map(async (person) => {
      const random = new SeededRandom(person.id);
      const phone = simulator.phone(person.phone);
      const driver = new AgentDriver(person, shift, { api, clock, random, phone, onFailure });
      phone.set({
        answersAfterSeconds: () => (chance(random, MISSES) ? null : between(random, 1, 3)),
      });
      await driver.work(this.home.signal);
    });
  }

  /** Everybody signs out. */
  async close(): Promise<void> {
    this.home.abort();
    await Promise.all(this.work);
  }
}

/** As many as the calls need, and a little fewer on the side where callers are to wait. */
function rolesFor({ inbound, placed }: CentreParts['rates']): Role[] {
  const named = (prefix: string, count: number, sectors: readonly string[]): Role[] =>
    Array.from({ length: count }, (_, place) => ({ name: `${prefix} ${place + 1}`, sectors }));
  return [
    ...named('Sales', Math.ceil(inbound * 45), [SALES]),
    ...named('Support', Math.max(1, Math.ceil(inbound * 3)), [SUPPORT]),
    ...named('Desk', Math.ceil(placed * 60) + 1, []),
  ];
}

function flowsAt(webhooks: string): Centre['flows'] {
  const common = {
    holdUrl: `${webhooks}/hold`,
    endUrl: `${webhooks}/passthru`,
    popupUrl: `${webhooks}/popup`,
    ringEvents: true,
    holdPieceSeconds: HOLD_PIECE_SECONDS,
  };
  return {
    usual: {
      ...common,
      id: '1',
      waitUrl: `${webhooks}/passthru?at=wait&sector=${SALES}`,
      connectUrl: `${webhooks}/connect?sector=${SALES}`,
    },
    callback: {
      ...common,
      id: '2',
      waitUrl: `${webhooks}/passthru?at=wait&as=select&sector=${SUPPORT}`,
      waitAs: 'select',
      connectUrl: `${webhooks}/connect?sector=${SUPPORT}`,
      gatherUrl: `${webhooks}/gather`,
      gatherAfterPieces: 1,
    },
  };
}
