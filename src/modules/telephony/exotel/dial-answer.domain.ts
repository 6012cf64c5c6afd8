import { z } from 'zod';

/** What Exotel's answer to a dial means (exotel.md 1.4, 1.6). */
export type DialAnswer =
  | { readonly kind: 'placed'; readonly sid: string; readonly status: string }
  | { readonly kind: 'refused'; readonly why: DialRefusal; readonly message: string }
  /** The call may be under way: nothing may be dialled again before Exotel's list was asked. */
  | { readonly kind: 'uncertain' };

export type DialRefusal =
  | 'rate_limited'
  | 'bad_request'
  | 'invalid_number'
  | 'unauthorized'
  | 'no_credit'
  | 'forbidden'
  | 'do_not_disturb'
  | 'not_found';

const LONGEST_SID = 128;
const LONGEST_MESSAGE = 300;
const placedSchema = z.object({
  Call: z.object({ Sid: z.string().min(1).max(LONGEST_SID), Status: z.string().nullish() }),
});
const refusedSchema = z.object({ RestException: z.object({ Message: z.string() }) });

const DO_NOT_DISTURB = /\b(NDNC|DND|NCPR|do[- ]not[- ]disturb)\b/i;
const BAD_NUMBER = /\b(from|to)\b.{0,200}\b(not a valid|invalid)\b|\binvalid\b.{0,200}\bnumber\b/i;

const BY_STATUS: Readonly<Record<number, DialRefusal>> = {
  401: 'unauthorized',
  402: 'no_credit',
  403: 'forbidden',
  404: 'not_found',
  429: 'rate_limited',
};

/**
 * Reads the answer; Exotel sends XML where it pleases, also where JSON was asked for.
 * @param json the body, where it is JSON
 */
export function readDialAnswer(status: number, json: unknown, text: string): DialAnswer {
  if (status >= 200 && status < 300) {
    const parsed = placedSchema.safeParse(json);
    const sid = parsed.success ? parsed.data.Call.Sid : element(text, 'Sid');
    // Accepted without an id: whether it is dialled, its list will tell.
    if (sid === null || sid.length > LONGEST_SID) return { kind: 'uncertain' };
    const told = parsed.success ? parsed.data.Call.Status : element(text, 'Status');
    return { kind: 'placed', sid, status: told ?? 'in-progress' };
  }
  if (status < 400 || status >= 500) return { kind: 'uncertain' };
  const parsed = refusedSchema.safeParse(json);
  const said = parsed.success ? parsed.data.RestException.Message : element(text, 'Message');
  const message = (said ?? '').slice(0, LONGEST_MESSAGE);
  return { kind: 'refused', why: refusalOf(status, message), message };
}

function refusalOf(status: number, message: string): DialRefusal {
  if (status === 403 && DO_NOT_DISTURB.test(message)) return 'do_not_disturb';
  const known = BY_STATUS[status];
  if (known) return known;
  return BAD_NUMBER.test(message) ? 'invalid_number' : 'bad_request';
}

/** The text of the first element of this name in a piece of XML. */
function element(xml: string, name: string): string | null {
  const text = new RegExp(`<${name}>([^<]{1,1000})</${name}>`).exec(xml)?.[1]?.trim();
  return text === undefined || text === '' ? null : text;
}
