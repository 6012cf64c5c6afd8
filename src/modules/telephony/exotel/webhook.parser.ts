import { z } from 'zod';
import { asProviderSid, asTeamId } from '../../../common/ids.js';
import { normalisePhone } from '../../../common/phone.js';
import type { VoiceChannel } from '../../channels/channel.types.js';
import type { AttemptNews, CallNews, DialNews, DialResult, EndNews } from '../call-flow.port.js';

type Raw = Readonly<Record<string, unknown>>;

const LONGEST_SID = 128;
const MOST_FIELDS = 300;
const LONGEST_VALUE = 16_384;
const MOST_SECONDS = 24 * 3600;

/** Exotel's `"null"` and empty values mean "not set"; a field sent twice counts once. */
const text = z.preprocess((value) => {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'number') return String(first);
  if (typeof first !== 'string') return null;
  const trimmed = first.trim();
  return trimmed === '' || trimmed === 'null' ? null : trimmed.slice(0, 512);
}, z.string().nullable());

const seconds = text.transform((value) => {
  const number = value === null ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 && number <= MOST_SECONDS ? number : null;
});

const fields = z.object({
  CallSid: text,
  CallFrom: text,
  CallTo: text,
  From: text,
  To: text,
  CallType: text,
  Direction: text,
  CustomField: text,
  Status: text,
  EventType: text,
  DialWhomNumber: text,
  DialCallStatus: text,
  DialCallDuration: seconds,
  ConversationDuration: seconds,
  digits: text.transform((value) => value?.replaceAll('"', '').trim() || null),
  RecordingUrl: text,
  'Legs[1][OnCallDuration]': seconds,
  at: text,
  as: text,
  team: text,
  sector: text,
  capabilities: text,
  priority: text,
});

/** What a webhook says, in its own words, with everything absurd left out. */
export interface WebhookFields {
  readonly values: z.infer<typeof fields>;
  /** As it came, cut to a size that can be stored. */
  readonly stored: Raw;
  /** Why it can't be used, or what was odd. */
  readonly problems: readonly string[];
}

/** Reads any webhook; never fails. */
export function readWebhook(raw: Raw): WebhookFields {
  const problems: string[] = [];
  const doubled = Object.entries(raw).filter(([, value]) => Array.isArray(value));
  if (doubled.length > 0) {
    problems.push(
      `sent more than once: ${doubled
        .map(([key]) => key)
        .join(', ')
        .slice(0, 200)}`,
    );
  }
  if ('unreadable' in raw) problems.push('its body cannot be read');
  const parsed = fields.safeParse(withLegs(raw));
  const values = parsed.success ? parsed.data : fields.parse({});
  if (!parsed.success) problems.push('cannot be read');
  if (values.CallSid === null) problems.push('CallSid is missing');
  else if (values.CallSid.length > LONGEST_SID) problems.push('CallSid is too long');
  const dialled = values.DialCallStatus;
  if (dialled !== null && !DIAL_RESULTS.has(dialled)) {
    problems.push(`DialCallStatus is unknown: ${dialled.slice(0, 40)}`);
  }
  return { values, stored: bounded(raw, problems), problems };
}

/** A JSON body has `Legs` as a list; a form has them flat. */
function withLegs(raw: Raw): Raw {
  const legs: unknown = raw['Legs'];
  const second: unknown = Array.isArray(legs) ? legs[1] : undefined;
  const onCall = (second as { OnCallDuration?: unknown } | undefined)?.OnCallDuration;
  return onCall === undefined ? raw : { 'Legs[1][OnCallDuration]': onCall, ...raw };
}

/** Cut to what can be stored; keys that MongoDB would read as operators lose their meaning. */
function bounded(raw: Raw, problems: string[]): Raw {
  const entries = Object.entries(raw);
  if (entries.length > MOST_FIELDS) problems.push(`has ${entries.length} fields`);
  let isCut = false;
  const kept = entries.slice(0, MOST_FIELDS).map(([key, value]): [string, unknown] => {
    const flat = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    isCut ||= flat.length > LONGEST_VALUE;
    return [
      key.slice(0, 256).replaceAll('\0', '').replace(/^\$/, '＄').replaceAll('.', '．'),
      flat.slice(0, LONGEST_VALUE),
    ];
  });
  if (isCut) problems.push('has a huge field');
  return Object.fromEntries(kept);
}

const DIAL_RESULTS: ReadonlyMap<string, DialResult> = new Map([
  ['completed', 'completed'],
  ['no-answer', 'no_answer'],
  ['busy', 'busy'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
]);

/** What the webhook tells of its call; null when it names none that can be used. */
export function callNews(channel: VoiceChannel, { values }: WebhookFields): CallNews | null {
  const { CallSid, CallFrom, CallTo, From, To, digits } = values;
  if (CallSid === null || CallSid.length > LONGEST_SID) return null;
  const priority = values.priority === null ? Number.NaN : Number(values.priority);
  return {
    channel,
    sid: asProviderSid(CallSid),
    from: CallFrom ?? From ?? '',
    to: CallTo ?? To ?? '',
    digits: digits?.slice(0, 32) ?? null,
    asked: {
      team: values.team === null ? null : asTeamId(values.team),
      sector: values.sector,
      capabilities:
        values.capabilities
          ?.split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '')
          .slice(0, 20) ?? null,
      priority: priority >= 0 && priority <= 10 ? priority : null,
    },
    dial: dialNews(values),
    placed: values.Direction?.startsWith('outbound') ? { customField: values.CustomField } : null,
  };
}

function dialNews(values: WebhookFields['values']): DialNews | null {
  const result = DIAL_RESULTS.get(values.DialCallStatus ?? '');
  if (!result) return null;
  return {
    dialNumber: normalisePhone(values.DialWhomNumber),
    result,
    seconds: values.DialCallDuration,
  };
}

/** Outcome mapping of the last passthru (exotel.md 3.2); null when it tells of no end. */
export function endNews(channel: VoiceChannel, read: WebhookFields): EndNews | null {
  const news = callNews(channel, read);
  const end = endOf(read.values.CallType, news?.dial?.result ?? null);
  if (!news || !end) return null;
  return {
    ...news,
    end,
    talkSeconds: read.values['Legs[1][OnCallDuration]'] ?? read.values.ConversationDuration,
    recordingUrl: webAddress(read.values.RecordingUrl),
  };
}

function endOf(callType: string | null, dialled: DialResult | null): EndNews['end'] | null {
  switch (callType) {
    case 'completed':
      return 'completed';
    case 'client-hangup':
      return 'caller_hung_up';
    case 'incomplete':
      if (dialled === 'busy') return 'busy';
      return dialled === 'failed' || dialled === 'canceled' ? 'failed' : 'no_answer';
    case 'voicemail':
      return 'no_answer';
    default:
      return null;
  }
}

/**
 * StatusCallback's terminal event. Its `busy` means the callee was busy; in a popup it would mean
 * "is being rung" (exotel.md 0.2), so the two are never read by the same code.
 */
export function statusEndNews(channel: VoiceChannel, read: WebhookFields): EndNews | null {
  const news = callNews(channel, read);
  const { EventType, Status } = read.values;
  if (!news || (EventType !== null && EventType !== 'terminal')) return null;
  const talkSeconds = read.values.ConversationDuration ?? read.values['Legs[1][OnCallDuration]'];
  const ends: Readonly<Record<string, EndNews['end']>> = {
    completed: (talkSeconds ?? 0) > 0 ? 'completed' : 'caller_hung_up',
    'no-answer': 'no_answer',
    busy: 'busy',
    failed: 'failed',
  };
  // Whether anybody talked is not said: the flow's own webhook, or a look, will tell.
  if (Status === 'completed' && talkSeconds === null) return null;
  const end = ends[Status ?? ''];
  return end
    ? { ...news, end, talkSeconds, recordingUrl: webAddress(read.values.RecordingUrl) }
    : null;
}

const POPUP_EVENTS: Readonly<Record<string, AttemptNews['event']>> = {
  dial: 'dial',
  ringing: 'ringing',
  answered: 'answered',
  terminal: 'terminal',
};

export function attemptNews(channel: VoiceChannel, read: WebhookFields): AttemptNews | null {
  const news = callNews(channel, read);
  const event = POPUP_EVENTS[(read.values.EventType ?? '').toLowerCase()];
  if (!news || !event) return null;
  return { ...news, event, dialNumber: normalisePhone(read.values.DialWhomNumber) };
}

const webAddress = (value: string | null): string | null =>
  value !== null && /^https?:\/\//.test(value) && URL.canParse(value) ? value : null;
