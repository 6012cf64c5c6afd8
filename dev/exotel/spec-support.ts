import { ScaledClock, wallMs } from '../scaled-clock.js';
import { SeededRandom } from '../seeded-random.js';
import { BackendStub } from './backend-stub.js';
import type { ExotelSimulatorOptions } from './options.js';
import { ExotelSimulator, type IncomingCallOptions, type LiveCall } from './simulator.js';

export const ACCOUNT = {
  sid: 'demo1',
  apiKey: 'key',
  apiToken: 'token',
  exophones: ['+918047112233'],
};
export const EXOPHONE = '08047112233';
export const CUSTOMER = '+919876500001';
export const AGENT_1 = '+919845000001';
export const AGENT_2 = '+919845000002';

/** 15 January 2026, 10:30 in India. */
export const MORNING_MS = Date.UTC(2026, 0, 15, 5, 0, 0);

/** Fast enough for quick specs, slow enough for a busy machine: a minute lasts 120 ms. */
export const SPEED = 500;

/** A simulator at 500 times the wall's speed, and a backend for it to call. */
export class Bench {
  private constructor(
    readonly simulator: ExotelSimulator,
    readonly backend: BackendStub,
  ) {}

  static async start(options: Partial<ExotelSimulatorOptions> = {}): Promise<Bench> {
    const simulator = await ExotelSimulator.start({
      clock: new ScaledClock({ speed: SPEED, anchorRealMs: wallMs(), anchorMs: MORNING_MS }),
      random: new SeededRandom(1),
      ...options,
    });
    simulator.addAccount(ACCOUNT);
    return new Bench(simulator, await BackendStub.start());
  }

  call(changes: Partial<IncomingCallOptions> = {}): LiveCall {
    return this.simulator.incomingCall({
      account: ACCOUNT.sid,
      exophone: EXOPHONE,
      from: CUSTOMER,
      flow: this.backend.flow(),
      patienceSeconds: 3600,
      serviceSeconds: () => 30,
      ...changes,
    });
  }

  /** A REST request with the account's credentials. */
  rest(path: string, init: RequestInit = {}, credentials = 'key:token'): Promise<Response> {
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    return fetch(`${this.simulator.baseUrl}${path}`, {
      ...init,
      headers: { authorization, ...(init.headers as Record<string, string> | undefined) },
    });
  }

  /** `POST Calls/connect.json`, urlencoded. */
  dial(form: Record<string, string>, path = 'Calls/connect.json'): Promise<Response> {
    return this.rest(`/v1/Accounts/${ACCOUNT.sid}/${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await this.backend.close();
  }
}
