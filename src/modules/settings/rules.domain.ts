import { z } from 'zod';
import type { FieldProblem } from '../../common/errors.js';
import type { TenantId } from '../../common/ids.js';
import type { BusinessHours } from './business-hours.domain.js';
import {
  agentId,
  amount,
  endOfWindow,
  fields,
  flag,
  merge,
  name,
  noTwice,
  oneOf,
  teamId,
  text,
  timeOfDay,
  whole,
  type DeepReadonly,
} from './fields.domain.js';

const DAY_SECONDS = 86_400;
const weight = (of: string) => amount(0, 1000).describe(`What ${of} counts; 0: nothing.`);

/** Why a call that we placed may be tried again. */
export const RETRY_REASONS = [
  'no_answer',
  'busy',
  'voicemail',
  'network_error',
  'rate_limited',
  'api_unavailable',
] as const;
export type RetryReason = (typeof RETRY_REASONS)[number];

const RETRY_OF: Readonly<Record<RetryReason, string>> = {
  no_answer: 'nobody answered',
  busy: 'the number was busy',
  voicemail: 'a machine answered',
  network_error: 'the network failed',
  rate_limited: "Exotel's limit was reached",
  api_unavailable: 'Exotel was away',
};

const retry = (reason: RetryReason) =>
  fields({
    attempts: whole(0, 10).describe('How often it is tried again; 0: never.'),
    firstDelaySeconds: whole(10, DAY_SECONDS).describe(
      'Seconds before the first repeat; each further pause is twice as long, with some jitter.',
    ),
    longestDelaySeconds: whole(10, 7 * DAY_SECONDS).describe(
      'No pause is longer, in seconds; at least the first one.',
    ),
  }).describe(`When a call that we placed is tried again because ${RETRY_OF[reason]}.`);

const level = (which: string) =>
  fields({
    slaCompliance: amount(0, 100).describe(
      'Percent of messages that were answered within the target.',
    ),
    customerSatisfaction: amount(1, 5).describe('Mean of the customers’ answers, 1 to 5.'),
  }).describe(`What an agent must reach in the last 30 days to be ${which}.`);

export const dispositionSchema = fields({
  name: name(100).describe('Unique in the company, whatever the case.'),
  isSuccess: flag().describe('Does a call that came to this count as a success?'),
  value: amount(0, 1_000_000_000).describe('What it is worth, in the currency of the rules.'),
});

export const dispositionsSchema = z
  .array(dispositionSchema, 'must be a list')
  .max(200, 'must have at most 200 entries')
  .refine(...noTwice<{ readonly name: string }>((entry) => entry.name));

/** What a call can have come to. */
export type Disposition = DeepReadonly<z.output<typeof dispositionSchema>>;

const phoneNumber = () =>
  z
    .string('must be a number such as +919812345678')
    .regex(/^\+[1-9]\d{1,14}$/, 'must be a number such as +919812345678');

/** What a call does that waited too long: handed on, recorded, or ended. */
const overflowSchema = z
  .discriminatedUnion(
    'to',
    [
      fields({ to: z.literal('team'), teamId: teamId() }),
      fields({ to: z.literal('sector'), sector: name(100) }),
      fields({
        to: z.literal('number'),
        phoneNumber: phoneNumber(),
      }),
      fields({ to: z.literal('voicemail') }),
      fields({ to: z.literal('hang_up') }),
    ],
    'must be to a team, a sector, a number, voicemail or hang_up',
  )
  .describe(
    'Where a call goes that waited longer than `longestWaitSeconds`: `{ "to": "team", "teamId" }`, ' +
      '`{ "to": "sector", "sector" }`, `{ "to": "number", "phoneNumber" }`, ' +
      '`{ "to": "voicemail" }` or `{ "to": "hang_up" }`. Taken as a whole.',
  );

const kept = (days: number, what: string) =>
  whole(1, days).describe(`Days that ${what} are kept. May only be shortened.`);

/** Every rule: its form, its range, and what it means to an administrator. */
export const rulesSchema = fields({
  weights: fields({
    successRate: weight('the share of calls in which the agent succeeds'),
    priority: weight('the priority of the agent’s profile'),
    load: weight('having few calls at the moment'),
    handleTime: weight('being quick'),
    capability: weight('each capability that is asked for and held'),
  }).describe('How agents are ranked for a call: points for each term. Not all may be 0.'),
  capabilityScoring: oneOf(['fixed', 'dynamic']).describe(
    '`fixed`: each matching capability counts the same; `dynamic`: by the agent’s measured ' +
      'success in it.',
  ),
  capabilityLevels: fields({
    required: whole(0, 5).describe(
      'An agent must have every capability that a call asks for at this level at least; 0: ' +
        'capabilities count in the ranking only.',
    ),
    relaxSeconds: whole(1, 3600).describe(
      'After each so many seconds of waiting a call asks for one level less.',
    ),
  }).describe('What level of the capabilities a call insists on.'),
  lastAgent: fields({
    isPreferred: flag().describe('A customer’s last agent gets its next call, if it is ready.'),
    withinDays: whole(1, 365).describe('Only if they talked within so many days.'),
  }).describe('Whether customers come back to the agent whom they know.'),
  fallbackAgentId: agentId()
    .nullable()
    .describe('The agent who gets a call when nobody fits; an agent of the company. Null: nobody.'),
  serviceLevel: fields({
    share: amount(0.01, 1).describe('Share of calls that shall be answered in time, 0.01 to 1.'),
    seconds: whole(1, 3600).describe('In time means within so many seconds.'),
  }).describe('The service-level target. A call is judged by the target in force when it came.'),
  messageSla: fields({
    seconds: whole(1, 7 * DAY_SECONDS).describe(
      'A message shall be answered within so many seconds.',
    ),
  }).describe('The target for messages; `slaCompliance` of agents is measured by it.'),
  performanceLevels: fields({ high: level('high'), medium: level('medium') }).describe(
    'Thresholds of `performanceLevel`; an agent that does not reach `medium` is low.',
  ),
  wrapUpSeconds: whole(0, 3600).describe(
    'Seconds that an agent has for itself after a conversation.',
  ),
  offerSeconds: whole(5, 60).describe(
    'Seconds that an agent’s phone rings before the next agent is tried. Exotel rings 60 s at most.',
  ),
  longestWaitSeconds: whole(10, DAY_SECONDS).describe(
    'Seconds that a call may wait before it overflows; longer than one piece of hold music.',
  ),
  overflow: overflowSchema,
  holdPieceSeconds: whole(2, 600).describe(
    'Length of one piece of hold music in seconds. A waiting call asks again after each, so an ' +
      'agent who becomes free is connected after at most so long.',
  ),
  ageingSeconds: whole(1, 3600).describe(
    'A waiting call gains one step of priority (0 to 10) for so many seconds of waiting.',
  ),
  closed: fields({
    message: text(1000)
      .regex(/\S/, 'must not be blank')
      .describe('What callers hear outside the business hours.'),
    next: oneOf(['end', 'voicemail', 'callback', 'overflow']).describe(
      'What follows: the end, voicemail, an offer to call back, or the overflow’s team or sector.',
    ),
  }).describe('What happens to calls outside the company’s business hours.'),
  blockedNumbers: z
    .array(phoneNumber(), 'must be a list of numbers')
    .max(1000, 'must have at most 1000 numbers')
    .describe('Callers who are turned away. Taken as a whole.'),
  retry: fields({
    no_answer: retry('no_answer'),
    busy: retry('busy'),
    voicemail: retry('voicemail'),
    network_error: retry('network_error'),
    rate_limited: retry('rate_limited'),
    api_unavailable: retry('api_unavailable'),
  }).describe('When calls that we placed are tried again, for each reason. A wrong number never.'),
  dispositions: dispositionsSchema.describe(
    'What a call can have come to. Taken as a whole; also at `/api/settings/dispositions`.',
  ),
  callingWindow: fields({
    start: timeOfDay().describe('Local time of the called number.'),
    end: endOfWindow().describe('After the start; 24:00 is the end of the day.'),
    daysOfWeek: z
      .array(whole(1, 7), 'must be a list of days')
      .min(1, 'must have at least one day')
      .max(7, 'must have at most 7 days')
      .refine((days) => new Set(days).size === days.length, 'must not name a day twice')
      .describe('1 is Monday, 7 is Sunday.'),
  }).describe('When bulk calls, campaigns and retries may ring. It may not pass midnight.'),
  concurrentCalls: fields({
    outbound: whole(1, 10_000).describe('Calls that we placed and that are live, at most.'),
    perCampaign: whole(1, 10_000).describe('The same for one campaign; at most `outbound`.'),
  }).describe('Caps of calls at once.'),
  bulkPauseMs: whole(0, 3_600_000).describe(
    'Milliseconds between two calls of a bulk; 0: as fast as the account allows.',
  ),
  callsPerNumberPerDay: whole(1, 100).describe(
    'Calls to one number in one of the company’s days, at most: then bulk calls and retries wait for ' +
      'the next day. A call that somebody places counts, and is not held back.',
  ),
  agentCostPerHour: amount(0, 1_000_000)
    .nullable()
    .describe('What an hour of an agent costs, in `currency`. Null: unknown, costs stay null.'),
  currency: z
    .string('must be a currency such as INR')
    .refine(
      (code) => Intl.supportedValuesOf('currency').includes(code),
      'must be a currency of ISO 4217 such as INR',
    )
    .describe('ISO 4217, of all costs, values and revenues.'),
  aggregationSeconds: whole(5, 3600).describe(
    'Seconds between two runs that fold finished calls into the figures.',
  ),
  anomalyFalseAlarmRate: amount(0.00001, 0.05).describe(
    'Share of the hours in which all is as expected that may be raised as anomalies all the same, ' +
      'for each figure and sector.',
  ),
  heartbeatSeconds: whole(5, 3600).describe(
    'Seconds between the heartbeats of an agent’s app; three missing ones make it offline.',
  ),
  retentionDays: fields({
    webhooks: kept(90, 'raw webhooks'),
    events: kept(90, 'events'),
    decisions: kept(180, 'routing decisions'),
    activities: kept(730, 'activities'),
    calls: kept(730, 'calls'),
    sessions: kept(90, 'sessions'),
    audit: kept(2555, 'audit entries'),
  }).describe('How long things are kept.'),
  features: fields({
    agentHeartbeat: flag().describe('A ready agent must send heartbeats.'),
    deviceConnectivity: flag().describe('A ready agent must have a connected device.'),
    enhancedDiscovery: flag().describe(
      'Readiness decides who is a candidate; off: the status alone.',
    ),
    discoveryFallback: flag().describe('Nobody ready: the best by status alone gets the call.'),
    queueHolding: flag().describe('Calls wait when nobody is ready; off: overflow or end.'),
    inboundCallDebug: flag().describe('Whole routing decisions in the log.'),
  }).describe('What is switched on; the defaults are those of the deployment.'),
});

/** What a company decided about its calls; each value has a default. */
export type BusinessRules = DeepReadonly<z.output<typeof rulesSchema>>;
/** What each term of the score counts (spec: routing, "Choosing"). */
export type RoutingWeights = BusinessRules['weights'];
export type RoutingFeatures = BusinessRules['features'];

type Changes<T> = T extends readonly unknown[]
  ? T
  : T extends { readonly __brand: string }
    ? T
    : T extends { readonly to: string }
      ? T
      : T extends object
        ? { readonly [Key in keyof T]?: Changes<T[Key]> }
        : T;
/** Rules as they are stored: only what the company changed. */
export type RuleChanges = Changes<BusinessRules>;

/** A company with its rules as they are in force: one snapshot that never changes. */
export interface TenantSettings {
  readonly clientId: TenantId;
  readonly name: string;
  /** IANA name; days and hours of the company are counted in it. */
  readonly timezone: string;
  readonly sectors: readonly string[];
  /** Null: always open. */
  readonly businessHours: BusinessHours | null;
  /** Of the company; grows with each change of it. */
  readonly companyVersion: number;
  /** Of the rules; grows with each change. Decisions say under which one they were made. */
  readonly version: number;
  readonly rules: BusinessRules;
}

const RETRY = { attempts: 3, firstDelaySeconds: 300, longestDelaySeconds: 14_400 };

/** Defaults where the field agrees: 80/20, offers of 20 s, 30 s of wrap-up. */
export function defaultRules(
  heartbeatSeconds: number,
  features: RoutingFeatures,
  outboundCalls = 10,
): BusinessRules {
  return {
    weights: { successRate: 40, priority: 25, load: 20, handleTime: 15, capability: 5 },
    capabilityScoring: 'fixed',
    capabilityLevels: { required: 0, relaxSeconds: 30 },
    lastAgent: { isPreferred: false, withinDays: 30 },
    fallbackAgentId: null,
    serviceLevel: { share: 0.8, seconds: 20 },
    messageSla: { seconds: 300 },
    performanceLevels: {
      high: { slaCompliance: 90, customerSatisfaction: 4 },
      medium: { slaCompliance: 70, customerSatisfaction: 3 },
    },
    wrapUpSeconds: 30,
    offerSeconds: 20,
    longestWaitSeconds: 3600,
    overflow: { to: 'voicemail' },
    holdPieceSeconds: 8,
    ageingSeconds: 60,
    closed: {
      message: 'We are closed now. Please call again during our business hours.',
      next: 'end',
    },
    blockedNumbers: [],
    retry: {
      no_answer: RETRY,
      busy: RETRY,
      voicemail: RETRY,
      network_error: RETRY,
      rate_limited: RETRY,
      api_unavailable: RETRY,
    },
    dispositions: [],
    callingWindow: { start: '09:00', end: '21:00', daysOfWeek: [1, 2, 3, 4, 5, 6, 7] },
    concurrentCalls: { outbound: outboundCalls, perCampaign: outboundCalls },
    bulkPauseMs: 1000,
    callsPerNumberPerDay: 5,
    agentCostPerHour: null,
    currency: 'INR',
    aggregationSeconds: 60,
    anomalyFalseAlarmRate: 0.001,
    heartbeatSeconds,
    retentionDays: {
      webhooks: 90,
      events: 90,
      decisions: 180,
      activities: 730,
      calls: 730,
      sessions: 90,
      audit: 2555,
    },
    features,
  };
}

/** The defaults with a company's own changes on top. */
export function applyRules(defaults: BusinessRules, changes: RuleChanges): BusinessRules {
  return merge(rulesSchema, defaults, changes) as unknown as BusinessRules;
}

/** What is wrong with the rules together, although each alone is in its range. */
export function conflictsIn(rules: BusinessRules): FieldProblem[] {
  const { weights, performanceLevels, callingWindow, concurrentCalls } = rules;
  const problems: FieldProblem[] = [];
  const refuse = (isWrong: boolean, field: string, message: string) => {
    if (isWrong) problems.push({ field, message });
  };
  refuse(
    Object.values(weights).every((points) => points === 0),
    'weights',
    'must not all be 0',
  );
  for (const figure of ['slaCompliance', 'customerSatisfaction'] as const) {
    refuse(
      performanceLevels.high[figure] < performanceLevels.medium[figure],
      `performanceLevels.high.${figure}`,
      'must not be below that of medium',
    );
  }
  refuse(
    rules.longestWaitSeconds <= rules.holdPieceSeconds,
    'longestWaitSeconds',
    'must be longer than holdPieceSeconds',
  );
  for (const reason of RETRY_REASONS) {
    const { firstDelaySeconds, longestDelaySeconds } = rules.retry[reason];
    refuse(
      longestDelaySeconds < firstDelaySeconds,
      `retry.${reason}.longestDelaySeconds`,
      'must not be shorter than firstDelaySeconds',
    );
  }
  refuse(
    callingWindow.end <= callingWindow.start,
    'callingWindow.end',
    'must be after the start: the window may not be empty or pass midnight',
  );
  refuse(
    concurrentCalls.perCampaign > concurrentCalls.outbound,
    'concurrentCalls.perCampaign',
    'must not be more than outbound',
  );
  const handsOn = rules.overflow.to === 'team' || rules.overflow.to === 'sector';
  refuse(
    rules.closed.next === 'overflow' && !handsOn,
    'closed.next',
    'can be overflow only where overflow is to a team or a sector',
  );
  return problems;
}
