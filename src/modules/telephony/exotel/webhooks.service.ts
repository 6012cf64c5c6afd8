import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock.js';
import { CommonErrors } from '../../../common/errors.js';
import { Ids } from '../../../common/ids.js';
import { Log } from '../../../platform/logging/log.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { currentContext } from '../../../platform/mongo/request-context.js';
import type { VoiceChannel } from '../../channels/channel.types.js';
import { ChannelsService } from '../../channels/channels.service.js';
import { CallFlow } from '../call-flow.port.js';
import type { WebhookKind } from '../webhook.schema.js';
import { WebhooksRepository } from '../webhooks.repository.js';
import { readWebhook, type WebhookFields } from './webhook.parser.js';

/** Exotel gives up after 5 s; a caller hears silence meanwhile, so we answer much sooner. */
const ANSWER_WITHIN_MS = 900;
const STORE_WITHIN_MS = 800;

interface Handling<News, Answer> {
  /** What the webhook tells; null when it can't be used. */
  read(channel: VoiceChannel, fields: WebhookFields): News | null;
  act(flow: CallFlow, news: News): Promise<Answer>;
  /** A question: an agent found too late for its answer must not be kept. */
  readonly isQuestion: boolean;
  /** What Exotel needs to hear when we cannot decide; `refuse`: 503, it will repeat. */
  whenAway: Answer | 'refuse';
}

/** Takes webhooks in: token, store, act, and a safe answer in time. */
@Injectable()
export class WebhooksService {
  private readonly taken;

  constructor(
    private readonly channels: ChannelsService,
    private readonly flow: CallFlow,
    private readonly inbox: WebhooksRepository,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.taken = metrics.counter('crosspoint_webhooks_total', 'Webhooks of Exotel', [
      'kind',
      'outcome',
    ]);
  }

  /** The channel that the token opens. @throws CommonErrors.NOT_FOUND */
  async channelOf(token: string): Promise<VoiceChannel> {
    const channel = await this.channels.byToken(token);
    if (!channel) throw CommonErrors.NOT_FOUND();
    const context = currentContext();
    if (context) context.clientId = channel.clientId;
    return channel;
  }

  /** Is the token good? Yes, too, while nobody can say. @throws CommonErrors.NOT_FOUND */
  async isOpen(token: string): Promise<void> {
    await within(this.channelOf(token), ANSWER_WITHIN_MS).catch((error: unknown) =>
      this.away('hold', error, null),
    );
  }

  /**
   * Stores the webhook and does what it asks; null when it says nothing that can be used.
   * @throws CommonErrors.NOT_FOUND for a wrong token, UNAVAILABLE where Exotel shall repeat it
   */
  async handle<News, Answer>(
    token: string,
    kind: WebhookKind,
    method: string,
    raw: Readonly<Record<string, unknown>>,
    handling: Handling<News, Answer>,
  ): Promise<Answer | null> {
    const { whenAway } = handling;
    const until = this.clock.monotonicMs() + ANSWER_WITHIN_MS;
    const channel = await within(this.channelOf(token), ANSWER_WITHIN_MS).catch((error: unknown) =>
      this.away(kind, error, whenAway === 'refuse' ? error : null),
    );
    if (!channel) return whenAway as Answer;
    const fields = readWebhook(raw);
    if (fields.problems.length > 0) {
      this.log.warn('odd webhook', {
        webhook: kind,
        problems: fields.problems,
        sid: fields.values.CallSid,
      });
    }
    const stored = within(this.store(channel, kind, method, fields), STORE_WITHIN_MS);
    const news = handling.read(channel, fields);
    const context = currentContext();
    if (context && handling.isQuestion) context.answerBy = until;
    try {
      // Side by side: the answer waits for both.
      const acted =
        news === null
          ? null
          : within(handling.act(this.flow, news), until - this.clock.monotonicMs());
      const [, answer] = await Promise.all([stored, acted]);
      this.taken.inc({ kind, outcome: news === null ? 'unused' : 'done' });
      return answer;
    } catch (error) {
      this.away(kind, error, whenAway === 'refuse' ? error : null);
      return whenAway as Answer;
    }
  }

  private away(kind: WebhookKind, error: unknown, refusal: unknown): null {
    if (isNotFound(error)) throw error;
    this.taken.inc({ kind, outcome: 'away' });
    this.log.error('webhook answered without a decision', { kind, error });
    if (refusal !== null) throw CommonErrors.UNAVAILABLE({ retryAfterSeconds: 2 });
    return null;
  }

  private async store(
    channel: VoiceChannel,
    kind: WebhookKind,
    method: string,
    { values, stored, problems }: WebhookFields,
  ): Promise<void> {
    await this.inbox.insert({
      _id: this.ids.next(),
      clientId: channel.clientId,
      channelId: channel.id,
      kind,
      method,
      at: this.clock.date(),
      callSid: values.CallSid,
      fields: stored,
      problems,
    });
  }
}

const isNotFound = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'NOT_FOUND';

/** The work's result, or an error when it takes longer; the work itself goes on. */
async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no result within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
