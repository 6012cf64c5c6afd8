import { join } from 'node:path';

import { SECTOR_OF_TYPE } from '../bank/plan.js';
import type { SimAccount } from '../exotel/account.js';
import { checkoutFolder } from '../servers/home.js';
import { lastLine, run } from '../servers/process.js';
import { ApiError, type Credentials, type Session } from './api.js';

/** A company of the demo, before it exists. */
export interface CompanyPlan {
  readonly clientId: string;
  readonly name: string;
  readonly sectors: readonly string[];
  readonly exophone: string;
  readonly account: SimAccount;
  readonly admin: Credentials & {
    readonly email: string;
    readonly fullName: string;
    readonly department: string;
  };
  readonly rules: object;
}

/** Where a company's calls come in. */
export interface VoiceLine {
  readonly webhookToken: string;
  readonly exophone: string;
}

/**
 * The bank is in Israel, but the lines are Exotel's and its times are Indian: so that a day of the
 * record, a day of the company and a day at Exotel are the same, both companies are in India.
 */
export const TIME_ZONE = 'Asia/Kolkata';

const CLI_MS = 60_000;

/** Passwords of the demo all look like this. */
export const passwordOf = (username: string): string => `Demo1999-${username}`;

/** The bank whose day is played. */
export function bank(holdPieceSeconds: number): CompanyPlan {
  return companyPlan('bank', 'Anonymous Bank', Object.values(SECTOR_OF_TYPE), '+918047100001', {
    wrapUpSeconds: 0,
    holdPieceSeconds,
    serviceLevel: { share: 0.8, seconds: 20 },
  });
}

/** A small company beside it, so that keeping them apart can be seen. */
export function acme(): CompanyPlan {
  return companyPlan('acme', 'Acme Repairs', ['repairs'], '+918047100002', {});
}

/** A company with its line at Exotel and its administrator. */
export function companyPlan(
  clientId: string,
  name: string,
  sectors: readonly string[],
  exophone: string,
  rules: object,
): CompanyPlan {
  const username = `${clientId}_admin`;
  return {
    clientId,
    name,
    sectors,
    exophone,
    account: {
      sid: `${clientId}1`,
      apiKey: `${clientId}-demo-api-key`,
      apiToken: `${clientId}-demo-api-token`,
      exophones: [exophone],
    },
    admin: {
      username,
      password: passwordOf(username),
      email: `admin@${clientId}.example`,
      fullName: `${name} Administrator`,
      department: 'Administration',
    },
    rules,
  };
}

/**
 * Makes a company with its first administrator, on the command line as an operator does; one that
 * exists stays as it is.
 * @throws Error with what the command says
 */
export async function createCompany(plan: CompanyPlan, env: NodeJS.ProcessEnv): Promise<void> {
  const { clientId, name, sectors, rules, admin } = plan;
  const json = JSON.stringify({ clientId, name, timezone: TIME_ZONE, sectors, rules, admin });
  const program = join(checkoutFolder(), 'dist', 'src', 'cli.js');
  const args = ['--enable-source-maps', program, 'tenant', 'create', '--json', json];
  const result = await run(process.execPath, args, { timeoutMs: CLI_MS, env });
  if (!result.ok) {
    throw new Error(`The company ${clientId} cannot be made: ${lastLine(result.output)}`);
  }
}

/** The company's voice channel, made when it is not there. */
export async function ensureVoice(plan: CompanyPlan, session: Session): Promise<VoiceLine> {
  const { exophone, account, sectors, name } = plan;
  const [sector] = sectors;
  const known = await session
    .get<{ data: { webhookToken: string } }>('/api/channels/voice')
    .catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    });
  if (known) return { webhookToken: known.data.webhookToken, exophone };
  const made = await session.post<{ data: { webhookToken: string } }>('/api/channels', {
    type: 'voice',
    name: `${name} hotline`,
    config: {
      numbers: [{ number: exophone, sector }],
      default: { sector },
      exotel: { accountSid: account.sid, subdomain: 'api.in.exotel.com' },
    },
    credentials: { apiKey: account.apiKey, apiToken: account.apiToken },
  });
  return { webhookToken: made.data.webhookToken, exophone };
}
