import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { OutgoingError } from '../../../platform/http-out/outgoing-error.js';
import {
  ExotelProbe,
  type ExotelChannel,
  type ProbeAnswer,
} from '../../channel-setup/channel-probe.port.js';
import type { ExotelCredentials } from '../../channels/channel.types.js';
import { exotelCredentials } from '../../channels/channels.service.js';
import {
  findNumbers,
  findSender,
  findWhatsappNumber,
  refusalOf,
  type NumberList,
} from './account.domain.js';
import { ExotelRest, type ExotelAnswer } from './exotel-rest.js';

const accountSchema = z.object({ Account: z.object({ Sid: z.string() }) });
const numbersSchema = z.object({
  page_size: z.coerce.number().optional(),
  incoming_phone_numbers: z.array(
    z.object({
      phone_number: z.string().nullish(),
      friendly_name: z.string().nullish(),
      capabilities: z.object({ sms: z.boolean().nullish().catch(null) }).nullish(),
    }),
  ),
});

/** Exotel's own words for "how many to a page" (exotel.md 5.3). */
const USUAL_PAGE = 50;

/** Looks the account up at Exotel, then its numbers (exotel.md 5.6); reads only. */
@Injectable()
export class ExotelAccountProbe extends ExotelProbe {
  constructor(private readonly rest: ExotelRest) {
    super();
  }

  async probe(channel: ExotelChannel, signal: AbortSignal): Promise<ProbeAnswer> {
    const credentials = exotelCredentials(channel);
    try {
      const refusal = await this.accountRefusal(credentials, signal);
      if (refusal !== null) return { ok: false, detail: refusal };
      const list = await this.numbers(credentials, signal);
      if (typeof list === 'string') return { ok: false, detail: list };
      return found(channel, list);
    } catch (error) {
      if (error instanceof OutgoingError) return { ok: false, detail: error.message };
      throw error;
    }
  }

  /** Why the account cannot be read; null when it can. */
  private async accountRefusal(
    credentials: ExotelCredentials,
    signal: AbortSignal,
  ): Promise<string | null> {
    const answer = await this.rest.get(credentials, '.json', { signal });
    const { accountSid, host } = credentials;
    if (answer.status !== 200) return refusalOf(answer.status, accountSid, host);
    return accountSchema.safeParse(answer.json).success ? null : strange(answer);
  }

  private async numbers(
    credentials: ExotelCredentials,
    signal: AbortSignal,
  ): Promise<NumberList | string> {
    const options = { version: 'v2_beta', signal } as const;
    const answer = await this.rest.get(credentials, '/IncomingPhoneNumbers', options);
    if (answer.status !== 200) {
      const { accountSid, host } = credentials;
      return `Its numbers cannot be read. ${refusalOf(answer.status, accountSid, host)}`;
    }
    const parsed = numbersSchema.safeParse(answer.json);
    if (!parsed.success) return strange(answer);
    const { incoming_phone_numbers: numbers, page_size: pageSize = USUAL_PAGE } = parsed.data;
    return { numbers, isWhole: numbers.length < pageSize };
  }
}

function found(channel: ExotelChannel, list: NumberList): ProbeAnswer {
  const { accountSid } = channel.config.exotel;
  switch (channel.type) {
    case 'voice': {
      const numbers = channel.config.numbers.map(({ number }) => number);
      return findNumbers(accountSid, list, numbers);
    }
    case 'sms':
      return findSender(accountSid, list, channel.config.sender);
    case 'whatsapp':
      return findWhatsappNumber(accountSid, list, channel.config.number);
  }
}

const strange = ({ isCut }: ExotelAnswer): string =>
  isCut
    ? 'What answers there sends far too much to be Exotel'
    : 'What answers there is not Exotel: its answer cannot be read';
