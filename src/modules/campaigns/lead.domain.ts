import { HOUR, SECOND } from '../../common/time.js';
import type { AgentId, CallLogId } from '../../common/ids.js';
import type { OutboundCall, OutboundCause } from '../calls/outbound-call.types.js';
import { retryAt, type RetryPolicy } from '../placed-calls/retry.domain.js';
import { RETRY_REASONS } from '../settings/rules.domain.js';
import type { Campaign, Lead, LeadOutcome } from './campaign.types.js';

/** The number may not be called, now or ever. */
const REFUSED: ReadonlySet<OutboundCause | null> = new Set<OutboundCause>([
  'on_dnc_list',
  'do_not_disturb',
  'invalid_number',
]);
/** It was our side: the lead heard nothing of it, and is called by somebody soon. */
const OURS: ReadonlySet<OutboundCause | null> = new Set<OutboundCause>([
  'agent_no_answer',
  'agent_busy',
  'agent_failed',
  'agent_gone',
  'no_line',
  'provider_refused',
]);
const SOON_MS = 30 * SECOND;
/** So long after a call its agent may say what came of it. */
const DISPOSITION_WITHIN_MS = 24 * HOUR;

/** A lead that an agent looks at. */
export const looking = (lead: Lead, agentId: AgentId, previewUntil: Date, at: Date): Lead => ({
  ...next(lead, at),
  status: 'previewing',
  agentId,
  previewUntil,
});

/** A lead whose call is stored; null: it will be in a moment. `isAhead`: for no agent in particular. */
export const dialing = (
  lead: Lead,
  agentId: AgentId,
  callLogId: CallLogId | null,
  at: Date,
  isAhead = false,
): Lead => ({
  ...next(lead, at),
  status: 'dialing',
  agentId,
  callLogId,
  isAhead,
  previewUntil: null,
});

/** A lead that nobody has any more; it is called again from a moment on. */
export const backInList = (lead: Lead, nextAttemptAt: Date, at: Date): Lead => ({
  ...next(lead, at),
  status: 'waiting',
  agentId: null,
  previewUntil: null,
  nextAttemptAt,
});

export const finished = (lead: Lead, outcome: LeadOutcome, at: Date): Lead => ({
  ...next(lead, at),
  status: 'done',
  outcome,
  openNumber: null,
  previewUntil: null,
});

/**
 * What becomes of a lead when its call is over.
 * @param chance in [0, 1)
 */
export function afterCall(
  lead: Lead,
  call: Pick<OutboundCall, 'status' | 'failureReason' | 'dials' | 'disposition'>,
  { retry, status }: Pick<Campaign, 'retry' | 'status'>,
  at: Date,
  chance: number,
): Lead {
  const { failureReason: reason } = call;
  const told = { ...lead, lastStatus: call.status, lastReason: reason };
  // It was taken back before it was dialled: by the pause, or by somebody who meant this call.
  if (call.status === 'canceled' && call.dials === 0) {
    return status === 'running' ? finished(told, 'skipped', at) : backInList(told, at, at);
  }
  // A call that was dialled is only canceled by its agent, who hung up while the phone rang.
  if (OURS.has(reason) || reason === 'canceled')
    return backInList(told, new Date(at.getTime() + SOON_MS), at);
  const called = { ...told, attempts: lead.attempts + 1 };
  if (call.status === 'completed') {
    const until = new Date(at.getTime() + DISPOSITION_WITHIN_MS);
    return { ...finished(called, 'reached', at), disposition: null, dispositionUntil: until };
  }
  if (reason === 'abandoned') return afterSilence(called, retry, at);
  if (REFUSED.has(reason)) return finished(called, 'refused', at);
  const due = retryAt(policyOf(retry), reason, lead.attempts, at, chance);
  return due ? backInList(called, due, at) : finished(called, 'exhausted', at);
}

/** Who picked up and heard nobody is left alone for the longest pause, and then called by an agent. */
function afterSilence(lead: Lead, retry: Campaign['retry'], at: Date): Lead {
  if (lead.attempts >= retry.attempts) return finished(lead, 'exhausted', at);
  return backInList(lead, new Date(at.getTime() + retry.longestDelaySeconds * SECOND), at);
}

/** May it be dialled before an agent is taken? Not who heard nobody before. */
export const mayBeAhead = (lead: Pick<Lead, 'lastReason'>): boolean =>
  lead.lastReason !== 'abandoned';

/** The agent said what came of the call: it may be that the lead is called again. */
export function afterDisposition(
  lead: Lead,
  disposition: string,
  { recycling, retry }: Pick<Campaign, 'recycling' | 'retry'>,
  at: Date,
): Lead {
  const known = { ...next(lead, at), disposition, dispositionUntil: null };
  const rule = recycling.find((one) => one.disposition === disposition);
  if (!rule || lead.attempts >= retry.attempts) return known;
  const due = new Date(at.getTime() + rule.afterSeconds * SECOND);
  return { ...backInList(lead, due, at), ...RECYCLED, disposition, openNumber: lead.phoneNumber };
}

const RECYCLED = { outcome: null, dispositionUntil: null } as const;

/** A campaign's own pauses, the same for each reason to try again; its first call is no retry. */
function policyOf({ attempts, ...delays }: Campaign['retry']): RetryPolicy {
  const policy = { attempts: attempts - 1, ...delays };
  return Object.fromEntries(RETRY_REASONS.map((reason) => [reason, policy])) as RetryPolicy;
}

const next = (lead: Lead, at: Date): Lead => ({
  ...lead,
  isAhead: false,
  version: lead.version + 1,
  updatedAt: at,
});
