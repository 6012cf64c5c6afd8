import type { Choice } from '../routing/choose.js';
import type { Fallen } from '../routing/routing.types.js';

/** The first thing that keeps a call waiting. */
export const WAIT_REASONS = [
  'agent_reserved',
  'number_outside',
  'not_before',
  'closed',
  'nobody_assigned',
  'nobody_ready',
  'capability_missing',
  'tried_lately',
  'others_first',
  'about_to_be_offered',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Why a call still waits, in one word, in words, and in numbers. */
export interface WhyWaiting {
  readonly reason: WaitReason;
  readonly text: string;
  /** Agents of its team or sector who could be offered it now. */
  readonly ready: number;
  /** How many fell to each check. */
  readonly fallen: Partial<Record<Fallen, number>>;
  /** The level of its capabilities that it still insists on. */
  readonly capabilityLevel: number;
}

export interface WaitFacts {
  readonly state: 'waiting' | 'reserved';
  readonly isHandedOver: boolean;
  readonly isCallback: boolean;
  readonly isOpen: boolean;
  readonly notBefore: Date | null;
  readonly position: number | null;
  /** Null when nobody belongs to its team or sector. */
  readonly choice: Pick<Choice, 'ranked' | 'fallen' | 'level'>;
}

const TEXTS: Readonly<Record<WaitReason, string>> = {
  agent_reserved: 'An agent is kept for it until its caller comes back from the piece of music',
  number_outside: 'It was given to a number outside the company',
  not_before: 'The call back was not answered; it is tried again later',
  closed: 'The caller is called back when the company opens',
  nobody_assigned: 'No agent belongs to its team or sector',
  nobody_ready: 'No agent of its team or sector is ready',
  capability_missing: 'Nobody who is ready has the capabilities at the level that it insists on',
  tried_lately: 'Those who are ready were tried a moment ago',
  others_first: 'Others wait before it for the same agents',
  about_to_be_offered: 'An agent is ready: it is offered at once',
};

/** Why a call still waits. */
export function whyWaiting(facts: WaitFacts, nowMs: number): WhyWaiting {
  const { ranked, fallen, level } = facts.choice;
  const reason = reasonOf(facts, nowMs);
  return { reason, text: TEXTS[reason], ready: ranked.length, fallen, capabilityLevel: level };
}

function reasonOf(facts: WaitFacts, nowMs: number): WaitReason {
  const { ranked, fallen } = facts.choice;
  if (facts.isHandedOver) return 'number_outside';
  if (facts.state === 'reserved') return 'agent_reserved';
  if (facts.isCallback && !facts.isOpen) return 'closed';
  if (facts.notBefore && facts.notBefore.getTime() > nowMs) return 'not_before';
  if (ranked.length === 0) {
    const known = Object.values(fallen).reduce((sum, count) => sum + count, 0);
    if (known === 0) return 'nobody_assigned';
    if (fallen.tried) return 'tried_lately';
    return fallen.capability ? 'capability_missing' : 'nobody_ready';
  }
  return (facts.position ?? 1) > ranked.length ? 'others_first' : 'about_to_be_offered';
}
