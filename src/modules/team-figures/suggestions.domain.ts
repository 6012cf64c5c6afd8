import type { AgentId, TeamId } from '../../common/ids.js';
import { fisherGreater, holm, meanOf, welchLess } from './significance.domain.js';

/** Below so many answered calls, of the agent or of the team, nothing is said. */
export const MINIMUM_CALLS = 30;
/** A finding is more than chance below this, after Holm's correction. */
export const ALPHA = 0.05;

/** What answered calls came to: an agent's in a sector, or those of a whole team there. */
export interface HandlingRecord {
  readonly calls: number;
  readonly successes: number;
  /** Of handle times (talk, hold, wrap-up) in seconds, and of their squares. */
  readonly sum: number;
  readonly squares: number;
}

/** A team, and who takes or may take its calls. */
export interface Squad {
  readonly teamId: TeamId;
  readonly name: string;
  readonly sector: string;
  /** Whose calls are the team's record. */
  readonly agentIds: ReadonlySet<AgentId>;
  /** Who belongs to it already. */
  readonly insiders: ReadonlySet<AgentId>;
}

interface Candidate {
  readonly squad: Squad;
  readonly agentId: AgentId;
  readonly own: HandlingRecord;
  readonly team: HandlingRecord;
  readonly pSuccess: number;
  readonly pTime: number;
}

/** The comparisons of one team with everybody else who serves its sector. */
export interface Comparisons {
  /** How many there were: each agent counts twice, for success and for handle time. */
  readonly count: number;
  /** Those in which anything may be more than chance. */
  readonly candidates: readonly Candidate[];
}

/** One figure of an agent beside that of the team. */
export interface Compared {
  readonly test: 'fisher_exact' | 'welch_t';
  readonly agent: number;
  readonly team: number;
  /** By chance alone, as if it were the only comparison. */
  readonly p: number;
  /** After Holm's correction for all comparisons of the answer. */
  readonly pAdjusted: number;
  readonly isBetter: boolean;
}

export interface Suggestion {
  readonly agentId: AgentId;
  readonly teamId: TeamId;
  readonly teamName: string;
  readonly sector: string;
  readonly agentCalls: number;
  readonly teamCalls: number;
  readonly successRate: Compared;
  readonly handleSeconds: Compared;
  readonly reason: string;
}

/**
 * Compares a team with every agent from outside who served its sector: success by Fisher's exact
 * test, handle time by Welch's t test, both one-sided.
 * @param records what each agent's calls in the team's sector came to
 */
export function compare(squad: Squad, records: ReadonlyMap<AgentId, HandlingRecord>): Comparisons {
  const team = addUp([...squad.agentIds].flatMap((agentId) => records.get(agentId) ?? []));
  if (team.calls < MINIMUM_CALLS) return { count: 0, candidates: [] };
  const outsiders = [...records].filter(
    ([agentId, own]) => !squad.insiders.has(agentId) && own.calls >= MINIMUM_CALLS,
  );
  const candidates = outsiders
    .map(([agentId, own]) => ({
      squad,
      agentId,
      own,
      team,
      pSuccess: fisherGreater(own, team),
      pTime: welchLess(own, team),
    }))
    .filter(({ pSuccess, pTime }) => Math.min(pSuccess, pTime) < ALPHA);
  return { count: 2 * outsiders.length, candidates };
}

/**
 * Who would do better in which team: more than chance in success or in handle time, after Holm's
 * correction over all comparisons, and not worse in the other by more than chance.
 */
export function suggest(all: readonly Comparisons[]): Suggestion[] {
  const count = all.reduce((sum, comparisons) => sum + comparisons.count, 0);
  const candidates = all.flatMap((comparisons) => comparisons.candidates);
  const adjusted = holm(
    candidates.flatMap(({ pSuccess, pTime }) => [pSuccess, pTime]),
    count,
  );
  return candidates
    .map((candidate, index) =>
      toSuggestion(candidate, adjusted[2 * index] ?? 1, adjusted[2 * index + 1] ?? 1),
    )
    .filter(({ successRate, handleSeconds }) => {
      const isBetter = successRate.isBetter || handleSeconds.isBetter;
      return isBetter && !isWorse(successRate) && !isWorse(handleSeconds);
    })
    .sort(
      (a, b) =>
        b.successRate.agent - b.successRate.team - (a.successRate.agent - a.successRate.team) ||
        a.handleSeconds.agent -
          a.handleSeconds.team -
          (b.handleSeconds.agent - b.handleSeconds.team),
    );
}

/** Nearly certain not to be better is to be worse. */
const isWorse = ({ p }: Compared): boolean => p > 1 - ALPHA;

function toSuggestion(
  { squad, agentId, own, team, pSuccess, pTime }: Candidate,
  successAdjusted: number,
  timeAdjusted: number,
): Suggestion {
  const successRate: Compared = {
    test: 'fisher_exact',
    agent: own.successes / own.calls,
    team: team.successes / team.calls,
    p: pSuccess,
    pAdjusted: successAdjusted,
    isBetter: successAdjusted < ALPHA,
  };
  const handleSeconds: Compared = {
    test: 'welch_t',
    agent: meanOf(own),
    team: meanOf(team),
    p: pTime,
    pAdjusted: timeAdjusted,
    isBetter: timeAdjusted < ALPHA,
  };
  const { teamId, name: teamName, sector } = squad;
  const counted = { agentCalls: own.calls, teamCalls: team.calls };
  const reason = reasonOf(successRate, handleSeconds, counted);
  return { agentId, teamId, teamName, sector, ...counted, successRate, handleSeconds, reason };
}

function reasonOf(
  success: Compared,
  time: Compared,
  { agentCalls, teamCalls }: { readonly agentCalls: number; readonly teamCalls: number },
): string {
  const percent = (value: number) => `${Math.round(value * 1000) / 10} %`;
  const seconds = (value: number) => `${Math.round(value)} s`;
  const parts = [
    ...(success.isBetter
      ? [`succeeds in ${percent(success.agent)} of its calls, the team in ${percent(success.team)}`]
      : []),
    ...(time.isBetter
      ? [`takes ${seconds(time.agent)} for a call, the team ${seconds(time.team)}`]
      : []),
  ];
  return `${parts.join('; ')} (${agentCalls} and ${teamCalls} calls)`;
}

/** Several records as one. */
export function addUp(records: readonly HandlingRecord[]): HandlingRecord {
  const total = { calls: 0, successes: 0, sum: 0, squares: 0 };
  for (const { calls, successes, sum, squares } of records) {
    total.calls += calls;
    total.successes += successes;
    total.sum += sum;
    total.squares += squares;
  }
  return total;
}
