import { MIX_KINDS, mixedRequest, type MixKind } from '../mix.js';
import { openLoop, type Pace } from '../open-loop.js';
import { Timings, type Percentiles } from '../timings.js';
import type { LoadStage, Outcome, SignedCompany } from './stage.js';

/** How requests went; times in ms from when each was due. */
export interface RequestFigures extends Percentiles {
  readonly requests: number;
  /** Good answers a second. */
  readonly goodPerSecond: number;
  /** Turned away with 503 and `Retry-After`. */
  readonly shed: number;
  readonly failed: number;
  /** Neither good, of all. */
  readonly errorShare: number;
}

/** A share, to be read. */
export const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`;

/** Counts and times requests by what came of them; only good answers are timed. */
export class RequestTally {
  private readonly times = new Timings();
  private readonly counts: Record<Outcome, number> = { good: 0, shed: 0, failed: 0 };

  note(outcome: Outcome, ms: number): void {
    this.counts[outcome] += 1;
    if (outcome === 'good') this.times.note(ms);
  }

  figures(seconds: number): RequestFigures {
    const { good, shed, failed } = this.counts;
    const requests = good + shed + failed;
    return {
      requests,
      goodPerSecond: Math.round(good / seconds),
      shed,
      failed,
      errorShare: Math.round(((shed + failed) * 1e6) / Math.max(1, requests)) / 1e6,
      ...this.times.percentiles(),
    };
  }
}

export interface MixFigures extends RequestFigures {
  readonly kinds: Readonly<Record<string, Percentiles>>;
}

/** The mix of a company's first `users` agents. */
export async function playMix(
  stage: LoadStage,
  company: SignedCompany,
  users: number,
  pace: Pace,
): Promise<MixFigures> {
  const { agentIds, tokens } = company;
  const who = agentIds.slice(0, users).map((agentId, n) => ({ agentId, token: tokens[n] ?? '' }));
  const all = new RequestTally();
  const ofKind = new Map<MixKind, Timings>(MIX_KINDS.map((kind) => [kind, new Timings()]));
  const began = performance.now();
  await openLoop(pace, async (n, dueMs) => {
    const { kind, path, token, body } = mixedRequest(n, { agentIds, users: who });
    const outcome = await stage.outcomeOf(stage.urlOf(n) + path, token, body);
    const ms = performance.now() - dueMs;
    all.note(outcome, ms);
    if (outcome === 'good') ofKind.get(kind)?.note(ms);
  });
  return {
    ...all.figures((performance.now() - began) / 1000),
    kinds: Object.fromEntries([...ofKind].map(([kind, times]) => [kind, times.percentiles()])),
  };
}
