import { asProviderSid } from '../../../common/ids.js';
import type { LegResult } from '../outbound-provider.port.js';
import type { PlacedCallNews } from '../placed-calls.port.js';
import { isMachine } from './exotel-call.js';

type Raw = Readonly<Record<string, unknown>>;

const LONGEST_SID = 128;
const MOST_SECONDS = 24 * 3600;

const RESULTS: ReadonlyMap<string, LegResult> = new Map([
  ['completed', 'completed'],
  ['no-answer', 'no_answer'],
  ['busy', 'busy'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
]);

/**
 * StatusCallback of a call that we placed (exotel.md 3.1): here `busy` means that the called one is
 * busy, unlike in popups. Null when it says nothing that can be used.
 */
export function placedCallNews(raw: Raw): PlacedCallNews | null {
  const sid = text(raw['CallSid']);
  const eventType = text(raw['EventType'])?.toLowerCase() ?? 'terminal';
  if (sid === null || sid.length > LONGEST_SID) return null;
  if (eventType !== 'answered' && eventType !== 'terminal') return null;
  const result = RESULTS.get(text(raw['Status']) ?? '') ?? null;
  if (eventType === 'terminal' && result === null) return null;
  const [first, second] = [0, 1].map((place) => legOf(raw, place));
  return {
    sid: asProviderSid(sid),
    event: eventType,
    result,
    firstLeg: RESULTS.get(text(first?.['Status']) ?? '') ?? null,
    secondLeg: RESULTS.get(text(second?.['Status']) ?? '') ?? null,
    // A call to a bot has one leg, the customer's.
    isMachine: isMachine(text(second?.['AnsweredBy']) ?? text(first?.['AnsweredBy'])),
    talkSeconds: seconds(raw['ConversationDuration']) ?? seconds(second?.['OnCallDuration']),
    recordingUrl: webAddress(text(raw['RecordingUrl'])),
  };
}

/** A JSON body has `Legs` as a list; a form has them flat: `Legs[0][Status]`. */
function legOf(raw: Raw, place: number): Raw | undefined {
  const { Legs: legs } = raw;
  if (Array.isArray(legs)) return legs[place] as Raw | undefined;
  const names = ['Status', 'OnCallDuration', 'AnsweredBy'];
  return Object.fromEntries(names.map((name) => [name, raw[`Legs[${place}][${name}]`]]));
}

function text(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'number') return String(first);
  if (typeof first !== 'string') return null;
  const trimmed = first.trim();
  return trimmed === '' || trimmed === 'null' ? null : trimmed.slice(0, 512);
}

function seconds(value: unknown): number | null {
  const told = text(value);
  const number = told === null ? Number.NaN : Number(told);
  return number >= 0 && number <= MOST_SECONDS ? Math.round(number) : null;
}

const webAddress = (value: string | null): string | null =>
  value !== null && /^https?:\/\//.test(value) && URL.canParse(value) ? value : null;
