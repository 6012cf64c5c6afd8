import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { asOfferId, Ids } from '../../common/ids.js';
import { MINUTE } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { AgentsService } from '../agents/agents.service.js';
import type { Call, Offer } from '../calls/call.types.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import type { CallLogId, ProviderSid, TenantId } from '../../common/ids.js';
import type { MediaStreamDocument, StreamFigures } from './media-stream.schema.js';
import { MediaStreamsRepository } from './media-streams.repository.js';
import type { TurnEnd } from './stream-flow.port.js';

export const MEDIA_PATH = '/media/';
const TOKEN_BYTES = 32;
/** Exotel opens its socket at once, and tries a second time after 10 s. */
const OPEN_WITHIN_MS = MINUTE;
/** Where a phone must be picked up before, it may ring meanwhile. */
const PLACED_WITHIN_MS = 2 * MINUTE;
/** Rates that Exotel knows beside 8,000 (exotel.md 4.2). */
const RATES: ReadonlySet<string | null> = new Set(['16000', '24000']);

/** The ways of calls' sound to bots: who may open which. */
@Injectable()
export class MediaStreams {
  private readonly base: string;

  constructor(
    private readonly repository: MediaStreamsRepository,
    private readonly agents: AgentsService,
    private readonly clock: Clock,
    private readonly ids: Ids,
    config: Config,
  ) {
    this.base = `${config.http.publicUrl.replace(/^http/, 'ws')}${MEDIA_PATH}`;
  }

  /**
   * Where Exotel shall lead this call's sound: an address that nobody can guess, good for a minute
   * and one stream. In the rate of the bot's own address (`?sample-rate=16000`).
   */
  async urlFor(call: Call, { id: offerId, agentId }: Offer): Promise<string> {
    const { _id: callLogId, clientId, providerSid } = call;
    const direction = 'inbound';
    return await this.open(
      { clientId, callLogId, offerId, agentId, providerSid, direction },
      OPEN_WITHIN_MS,
    );
  }

  /** The same for a call that we place: Exotel opens it when the customer picks up. */
  async urlForPlaced({ _id: callLogId, clientId, agentId }: OutboundCall): Promise<string> {
    const offerId = asOfferId(callLogId);
    const direction = 'outbound';
    return await this.open(
      { clientId, callLogId, offerId, agentId, providerSid: null, direction },
      PLACED_WITHIN_MS,
    );
  }

  private async open(
    stream: Pick<
      MediaStreamDocument,
      'clientId' | 'callLogId' | 'offerId' | 'agentId' | 'providerSid' | 'direction'
    >,
    withinMs: number,
  ): Promise<string> {
    const token = this.ids.secret(TOKEN_BYTES);
    const createdAt = this.clock.date();
    await this.repository.insert({
      _id: this.ids.next(),
      ...stream,
      tokenHash: hash(token),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + withinMs),
      startedAt: null,
      hangUpAskedAt: null,
      endedAt: null,
      end: null,
      figures: null,
    });
    const botUrl = await this.botUrlOf(stream);
    const rate = botUrl && new URL(botUrl).searchParams.get('sample-rate');
    return `${this.base}${token}${RATES.has(rate) ? `?sample-rate=${rate}` : ''}`;
  }

  /** The stream that a token opens now, or null. */
  async byToken(token: string): Promise<MediaStreamDocument | null> {
    const stream = await this.repository.findByTokenHash(hash(token));
    const isGood = stream?.startedAt === null && stream.expiresAt.getTime() > this.clock.now();
    return isGood ? stream : null;
  }

  /** Where the bot listens; null when it does not any more. */
  async botUrlOf({
    clientId,
    agentId,
  }: Pick<MediaStreamDocument, 'clientId' | 'agentId'>): Promise<string | null> {
    const agent = (await this.agents.find(clientId, [agentId])).get(agentId);
    return agent?.kind === 'bot' && agent.isActive ? agent.streamUrl : null;
  }

  /** Exotel begins to send: only the first who says so is heard. */
  async start(stream: MediaStreamDocument, providerSid: ProviderSid | null): Promise<boolean> {
    return await this.repository.markStarted(stream, { startedAt: this.clock.date(), providerSid });
  }

  /** Ends the stream of a call, on whichever node it is, within some seconds. */
  async askToHangUp(clientId: TenantId, callLogId: CallLogId): Promise<void> {
    await this.repository.askToHangUp(clientId, callLogId, this.clock.date());
  }

  /** Those of these streams that shall be hung up. */
  async toHangUp(ids: readonly string[]): Promise<readonly string[]> {
    return await this.repository.toHangUp(ids);
  }

  async end(
    stream: MediaStreamDocument,
    end: TurnEnd['kind'],
    figures: StreamFigures,
  ): Promise<void> {
    await this.repository.markEnded(stream, { endedAt: this.clock.date(), end, figures });
  }
}

const hash = (token: string): string => createHash('sha256').update(token).digest('hex');
