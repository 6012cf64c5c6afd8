import { DAY } from '../../common/time.js';

/** How long each kind of thing is kept, in days; the tenant's rule may shorten it. */
export interface RetentionDays {
  readonly webhooks: number;
  readonly events: number;
  readonly decisions: number;
  readonly activities: number;
  readonly calls: number;
  readonly audit: number;
}

/** Documents that go when their time is over. */
export interface Kept {
  readonly kind: keyof RetentionDays | 'idempotencyKeys';
  readonly collection: string;
  /** The field with the time that counts. */
  readonly by: string;
  /** Only these: what is not over stays, however old. */
  readonly only?: Readonly<Record<string, unknown>>;
  /** The index that finds them, where MongoDB could take another. */
  readonly index?: Readonly<Record<string, 1 | -1>>;
}

const CALL_ENDS = ['completed', 'failed', 'no_answer', 'busy', 'abandoned', 'canceled'];
const IDEMPOTENCY_DAYS = 1;

/**
 * What is deleted, by the clock (spec: "Kept for how long"). Events have their own way: they go by
 * their number. Sessions go with the sweep that ends them. What is not named here is kept.
 */
export const KEPT: readonly Kept[] = [
  { kind: 'webhooks', collection: 'provider_webhooks', by: 'at', index: { clientId: 1, at: 1 } },
  // A replay needs its event.
  {
    kind: 'events',
    collection: 'webhook_deliveries',
    by: 'createdAt',
    index: { clientId: 1, createdAt: 1 },
  },
  { kind: 'decisions', collection: 'routing_decisions', by: 'at', index: { clientId: 1, at: -1 } },
  {
    kind: 'activities',
    collection: 'agent_activities',
    by: 'timestamp',
    index: { clientId: 1, timestamp: -1 },
  },
  {
    kind: 'activities',
    collection: 'ticket_turns',
    by: 'assignedAt',
    only: { endedAt: { $ne: null } },
    index: { clientId: 1, assignedAt: 1 },
  },
  {
    kind: 'calls',
    collection: 'call_logs',
    by: 'createdAt',
    only: { direction: { $in: ['inbound', 'outbound'] }, status: { $in: CALL_ENDS } },
    index: { clientId: 1, direction: 1, status: 1, createdAt: -1 },
  },
  { kind: 'calls', collection: 'agent_metrics', by: 'receivedAt' },
  { kind: 'calls', collection: 'retry_attempts', by: 'scheduledFor' },
  { kind: 'calls', collection: 'call_batches', by: 'createdAt' },
  {
    kind: 'calls',
    collection: 'media_streams',
    by: 'createdAt',
    index: { clientId: 1, createdAt: 1 },
  },
  {
    kind: 'calls',
    collection: 'campaign_answers',
    by: 'hour',
    index: { clientId: 1, hour: 1 },
  },
  {
    kind: 'calls',
    collection: 'campaign_leads',
    by: 'updatedAt',
    only: { status: 'done' },
    index: { clientId: 1, status: 1, updatedAt: 1 },
  },
  {
    kind: 'calls',
    collection: 'scheduled_calls',
    by: 'scheduledFor',
    only: { status: { $in: ['done', 'missed', 'canceled'] } },
    index: { clientId: 1, status: 1, scheduledFor: 1 },
  },
  {
    kind: 'activities',
    collection: 'device_issues',
    by: 'since',
    only: { until: { $ne: null } },
    index: { clientId: 1, since: 1 },
  },
  {
    kind: 'calls',
    collection: 'callbacks',
    by: 'requestedAt',
    only: { endedAt: { $ne: null } },
    index: { clientId: 1, requestedAt: -1 },
  },
  {
    kind: 'audit',
    collection: 'settings_audit',
    by: 'at',
    index: { clientId: 1, at: -1, _id: -1 },
  },
  {
    kind: 'idempotencyKeys',
    collection: 'idempotency_keys',
    by: 'createdAt',
    index: { clientId: 1, createdAt: 1 },
  },
];

/** What is older than this goes. */
export function cutOff(kind: Kept['kind'], days: RetentionDays, nowMs: number): Date {
  const kept = kind === 'idempotencyKeys' ? IDEMPOTENCY_DAYS : days[kind];
  return new Date(nowMs - kept * DAY);
}
