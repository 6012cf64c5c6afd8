import { z } from 'zod';
import { isDiallable } from './wire-number.js';

const number = z.string().refine(isDiallable, 'not a number that Exotel can dial');
const numberOrSip = z.union([number, z.string().startsWith('sip:')]);
const webUrl = z.string().regex(/^https?:\/\/\S+$/, 'not an http(s) address');

/** The v1.0 answer, key by key (exotel.md 3.4); zod's strict objects refuse unknown keys and nulls. */
const connectAnswer = z.strictObject({
  fetch_after_attempt: z.boolean().default(false),
  destination: z.union([
    z.strictObject({ numbers: z.array(numberOrSip) }),
    z.strictObject({
      trunk: z.string().min(1),
      custom_params: z.record(z.string(), z.string()).optional(),
    }),
  ]),
  outgoing_phone_number: number.optional(),
  record: z.boolean().default(false),
  recording_channels: z.enum(['single', 'dual']).optional(),
  max_ringing_duration: z.int().min(1).max(60).default(30),
  max_conversation_duration: z.int().min(1).max(4500).default(900),
  music_on_hold: z
    .union([
      z.strictObject({ type: z.enum(['default_tone', 'operator_tone']) }),
      z.strictObject({ type: z.literal('custom_tone'), value: webUrl }),
    ])
    .optional(),
  start_call_playback: z
    .strictObject({
      playback_to: z.enum(['callee', 'both']),
      type: z.enum(['text', 'audio_url']),
      value: z.string().min(1),
    })
    .optional(),
  parallel_ringing: z
    .strictObject({
      activate: z.boolean(),
      max_parallel_attempts: z.int().min(1).max(10).optional(),
    })
    .optional(),
  dial_passthru_event_url: webUrl.optional(),
});

/** What Connect does with a valid answer. */
export interface ConnectPlan {
  readonly fetchAfterAttempt: boolean;
  /** To dial, in order; a `sip:` entry is silently ignored, a trunk leads nowhere here. */
  readonly numbers: readonly string[];
  readonly outgoingNumber: string | null;
  readonly record: boolean;
  readonly maxRingingSeconds: number;
  readonly maxConversationSeconds: number;
  /** Phones rung at once: 1 unless parallel ringing is activated. */
  readonly atOnce: number;
  readonly eventUrl: string | null;
}

export type ConnectReading =
  | { readonly ok: true; readonly plan: ConnectPlan }
  | { readonly ok: false; readonly reason: string };

/** Reads the answer of a dynamic Connect URL: one thing wrong and all of it is dropped (exotel.md 3.4). */
export function readConnectAnswer(
  status: number | 'timeout' | 'refused',
  contentType: string,
  body: string,
): ConnectReading {
  if (typeof status !== 'number') return dropped(status);
  if (status >= 300 && status < 400) return dropped(`redirect (${status})`);
  if (status !== 200) return dropped(`status ${status}`);
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') return dropped(`content type "${contentType}"`);
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return dropped('not JSON');
  }
  const read = connectAnswer.safeParse(json);
  if (!read.success) return dropped(firstIssue(read.error));
  return { ok: true, plan: planOf(read.data) };
}

function planOf(answer: z.infer<typeof connectAnswer>): ConnectPlan {
  const numbers = 'numbers' in answer.destination ? answer.destination.numbers : [];
  const parallel = answer.parallel_ringing;
  return {
    fetchAfterAttempt: answer.fetch_after_attempt,
    numbers: numbers.filter((entry) => !entry.startsWith('sip:')),
    outgoingNumber: answer.outgoing_phone_number ?? null,
    record: answer.record,
    maxRingingSeconds: answer.max_ringing_duration,
    maxConversationSeconds: answer.max_conversation_duration,
    atOnce: parallel?.activate ? (parallel.max_parallel_attempts ?? 5) : 1,
    eventUrl: answer.dial_passthru_event_url ?? null,
  };
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  return path ? `${path}: ${issue?.message}` : (issue?.message ?? 'invalid');
}

function dropped(reason: string): ConnectReading {
  return { ok: false, reason };
}
