import type { OpenChannel } from '../channels/channel.types.js';

export interface ProbeAnswer {
  readonly ok: boolean;
  /** What was found, or the cause, in plain words: never a secret, never the other side's text. */
  readonly detail: string;
}

export type ExotelChannel = Extract<OpenChannel, { type: 'voice' | 'sms' | 'whatsapp' }>;

/** Asks Exotel whether a channel's settings are right. Implemented by `telephony`, bound in `app.module`. */
export abstract class ExotelProbe {
  /** Sends nothing that costs money or reaches a customer. */
  abstract probe(channel: ExotelChannel, signal: AbortSignal): Promise<ProbeAnswer>;
}
