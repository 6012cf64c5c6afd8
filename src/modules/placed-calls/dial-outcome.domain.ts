import type { OutboundCause } from '../calls/outbound-call.types.js';

/** What the telephone company's error means for the intent. */
export type DialOutcome =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly cause: OutboundCause }
  | { readonly kind: 'not_dialled'; readonly cause: 'api_unavailable' | 'rate_limited' };

const BY_CODE: Readonly<Record<string, DialOutcome>> = {
  API_UNAVAILABLE: { kind: 'not_dialled', cause: 'api_unavailable' },
  PROVIDER_RATE_LIMITED: { kind: 'not_dialled', cause: 'rate_limited' },
  DIAL_UNCERTAIN: { kind: 'unknown' },
  PROVIDER_INVALID_NUMBER: { kind: 'refused', cause: 'invalid_number' },
  NUMBER_DO_NOT_DISTURB: { kind: 'refused', cause: 'do_not_disturb' },
};

/** By the error's code; any other is a refusal that trying again would not change. */
export const outcomeOf = (code: string): DialOutcome =>
  BY_CODE[code] ?? { kind: 'refused', cause: 'provider_refused' };
