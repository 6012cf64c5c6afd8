import { join } from 'node:path';

import { checkoutFolder } from '../servers/home.js';
import { lastLine, run } from '../servers/process.js';

const RECOUNT_MS = 300_000;

/** What the recount of a company's raw calls against its figures says. */
export interface Recount {
  /** Null when the program failed. */
  readonly differences: number | null;
  /** What it printed. */
  readonly output: string;
}

/** Counts the raw calls in MongoDB anew, by the server's own program, and compares. */
export async function recount(clientId: string, env: NodeJS.ProcessEnv): Promise<Recount> {
  const program = join(checkoutFolder(), 'dist', 'src', 'recount.js');
  const args = ['--enable-source-maps', program, '--client', clientId];
  const { output } = await run(process.execPath, args, { timeoutMs: RECOUNT_MS, env });
  return { differences: differencesIn(output), output };
}

/** The number in the line `RECOUNT {json}`; null without one. */
export function differencesIn(output: string): number | null {
  const line = output.split('\n').findLast((text) => text.startsWith('RECOUNT '));
  try {
    const { differences } = JSON.parse((line ?? '').slice('RECOUNT '.length)) as {
      differences?: unknown;
    };
    if (Array.isArray(differences)) return differences.length;
    return typeof differences === 'number' ? differences : null;
  } catch {
    return null;
  }
}

/** The recount in one line, for a promise that was broken. */
export function describeRecount({ differences, output }: Recount): string {
  if (differences === null) return `the recount failed: ${lastLine(output)}`;
  return output.split('\n').slice(0, 5).join(' | ');
}
