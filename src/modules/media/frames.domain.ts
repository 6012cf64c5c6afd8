import { asTeamId } from '../../common/ids.js';
import type { TurnEnd } from './stream-flow.port.js';

/** So much of a frame names its event, whoever wrote the JSON. */
const HEAD_BYTES = 96;
const EVENT = /"event"\s*:\s*"(\w+)"/;
const LONGEST_SECTOR = 100;

/** A frame of Exotel's Voicebot protocol (exotel.md 4.1) whose content matters here. */
export type Frame =
  /** Sound, or a word that goes to the other side as it is. */
  | { readonly event: 'media' | 'connected' | 'dtmf' | 'mark' | 'clear' }
  | { readonly event: 'start'; readonly callSid: string | null; readonly whole: Fields }
  | { readonly event: 'stop'; readonly isCallOver: boolean }
  | { readonly event: 'handover'; readonly need: Need };

type Fields = Readonly<Record<string, unknown>>;
type Need = Extract<TurnEnd, { kind: 'handed_over' }>['need'];

/**
 * Reads a frame. Ten a second come from each call, nearly all of them sound: that is told by its
 * first bytes and parsed by nobody here.
 * @returns null for what is no frame of the protocol
 */
export function readFrame(data: Buffer): Frame | null {
  const event = EVENT.exec(data.toString('latin1', 0, HEAD_BYTES))?.[1];
  if (event === 'media') return { event };
  const whole = parse(data);
  switch (whole?.['event']) {
    case 'media':
    case 'connected':
    case 'dtmf':
    case 'mark':
    case 'clear':
      return { event: whole['event'] };
    case 'start': {
      const start = fieldsOf(whole['start']);
      return { event: 'start', callSid: textOf(start['call_sid'] ?? start['callSid']), whole };
    }
    case 'stop': {
      const reason = textOf(fieldsOf(whole['stop'])['reason']);
      return { event: 'stop', isCallOver: reason === 'callended' };
    }
    case 'handover':
      return { event: 'handover', need: needOf(fieldsOf(whole['handover'])) };
    default:
      return null;
  }
}

/** What the bot hears first of a call: Exotel's own words, and by which ids we know it. */
export function startFor(whole: Fields, ours: Readonly<Record<string, string>>): string {
  const start = fieldsOf(whole['start']);
  const given = fieldsOf(start['custom_parameters']);
  return JSON.stringify({
    ...whole,
    start: { ...start, custom_parameters: { ...given, ...ours } },
  });
}

/** What a bot says of where its caller shall go; what cannot be used counts as not said. */
function needOf({ sector, team, priority }: Fields): Need {
  const known = typeof priority === 'number' && priority >= 0 && priority <= 10;
  return {
    ...(isName(sector) && { sector, teamId: null }),
    ...(isName(team) && { teamId: asTeamId(team) }),
    ...(known && { priority }),
  };
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_SECTOR;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

function parse(data: Buffer): Fields | null {
  try {
    const read: unknown = JSON.parse(data.toString('utf8'));
    return typeof read === 'object' && read !== null ? (read as Fields) : null;
  } catch {
    return null;
  }
}
