import type { AgentId } from '../../common/ids.js';
import type { ReadinessFacts } from '../heartbeat/readiness.domain.js';
import { RankedList } from './ranked-list.js';
import type { Fallen } from './routing.types.js';
import type { Rank, ScoreTerms } from './score.domain.js';
import { totalScore } from './score.domain.js';

/** An agent as the index knows it; `claims` are places that this process is about to take. */
export interface Candidate {
  readonly agentId: AgentId;
  readonly dialNumber: string | null;
  readonly facts: ReadinessFacts;
  readonly idleSinceMs: number;
  readonly claims: number;
}

/** A member of a pool in its present place. */
export interface Member {
  rank: Rank;
  candidate: Candidate;
  terms: ScoreTerms;
  fallenTo: Fallen | null;
}

export interface PoolRules {
  /** The terms of a candidate for this pool; null when its profile here is off. */
  terms(candidate: Candidate): ScoreTerms | null;
  /** What, apart from time, keeps a candidate out. */
  closedBy(candidate: Candidate): Fallen | null;
}

/**
 * The agents of one team or sector for one set of capabilities, kept in order, so that a choice
 * costs the same with a hundred agents or ten thousand. Those who are out are only counted.
 */
export class Pool {
  private readonly members = new Map<AgentId, Member>();
  private readonly open = new RankedList<Member>();
  private readonly fallen = new Map<Fallen, number>();

  constructor(private readonly rules: PoolRules) {}

  get size(): number {
    return this.members.size;
  }

  has(agentId: AgentId): boolean {
    return this.members.has(agentId);
  }

  get openCount(): number {
    return this.open.size;
  }

  /** Puts a candidate in its place, or moves it there. */
  place(candidate: Candidate): void {
    this.remove(candidate.agentId);
    const terms = this.rules.terms(candidate);
    const fallenTo = terms ? this.rules.closedBy(candidate) : 'profile';
    const member: Member = {
      rank: {
        score: terms ? totalScore(terms) : 0,
        idleSinceMs: candidate.idleSinceMs,
        agentId: candidate.agentId,
      },
      candidate,
      terms: terms ?? NO_TERMS,
      fallenTo,
    };
    this.members.set(candidate.agentId, member);
    if (fallenTo === null) this.open.add(member);
    else this.count(fallenTo, 1);
  }

  remove(agentId: AgentId): void {
    const member = this.members.get(agentId);
    if (!member) return;
    this.members.delete(agentId);
    if (member.fallenTo === null) this.open.remove(member);
    else this.count(member.fallenTo, -1);
  }

  /** Sets aside one that only time keeps out, until its next change. */
  setAside(agentId: AgentId, fallenTo: Fallen): void {
    const member = this.members.get(agentId);
    if (!member || member.fallenTo !== null) return;
    this.open.remove(member);
    member.fallenTo = fallenTo;
    this.count(fallenTo, 1);
  }

  /** One who may be a candidate; null when it is out, or not here. */
  openMember(
    agentId: AgentId,
  ): { readonly candidate: Candidate; readonly terms: ScoreTerms } | null {
    const member = this.members.get(agentId);
    return member?.fallenTo === null ? member : null;
  }

  /** Everybody of the pool, with what each falls to; for explanations. */
  *everybody(): Iterable<Readonly<Member>> {
    yield* this.members.values();
  }

  /** Those who may be candidates, best first. */
  *best(): Iterable<{ readonly candidate: Candidate; readonly terms: ScoreTerms }> {
    yield* this.open;
  }

  fallenCounts(): Partial<Record<Fallen, number>> {
    return Object.fromEntries([...this.fallen].filter(([, count]) => count > 0));
  }

  private count(fallenTo: Fallen, by: number): void {
    this.fallen.set(fallenTo, (this.fallen.get(fallenTo) ?? 0) + by);
  }
}

const NO_TERMS: ScoreTerms = {
  successRate: 0,
  priority: 0,
  load: 0,
  handleTime: 0,
  capability: 0,
};
