import type { ProviderSid, TeamId } from '../../common/ids.js';
import type { VoiceChannel } from '../channels/channel.types.js';

/** How an attempt to dial an agent went, in Exotel's words made ours. */
export type DialResult = 'completed' | 'no_answer' | 'busy' | 'failed' | 'canceled';

/** The last dialled agent of a call and what came of it. */
export interface DialNews {
  readonly dialNumber: string | null;
  readonly result: DialResult;
  /** Seconds with the ringing in them. */
  readonly seconds: number | null;
}

/** What a webhook tells of a call, whichever it is. */
export interface CallNews {
  readonly channel: VoiceChannel;
  readonly sid: ProviderSid;
  readonly from: string;
  readonly to: string;
  readonly digits: string | null;
  /** What the webhook's address asks for: `team`, `sector`, `capabilities`, `priority`. */
  readonly asked: {
    readonly team: TeamId | null;
    readonly sector: string | null;
    readonly capabilities: readonly string[] | null;
    readonly priority: number | null;
  };
  readonly dial: DialNews | null;
  /** A call that was placed by API and led to the flow; its own words for us, where it brings them. */
  readonly placed: { readonly customField: string | null } | null;
}

/** How a call ended, as the flow's last webhook tells. */
export interface EndNews extends CallNews {
  readonly end: 'completed' | 'caller_hung_up' | 'no_answer' | 'busy' | 'failed';
  /** Seconds of conversation by Exotel's count of the agent's leg. */
  readonly talkSeconds: number | null;
  readonly recordingUrl: string | null;
}

/** What happens at the agent's phone while Exotel dials it. */
export interface AttemptNews extends CallNews {
  readonly event: 'dial' | 'ringing' | 'answered' | 'terminal';
  readonly dialNumber: string | null;
}

/**
 * The cases of Exotel's Switch-Case; without one, all but `agent` and `bot` mean: keep waiting.
 * `done`: the caller has been served, by a bot that said good-bye.
 */
export type WaitAnswer = 'agent' | 'bot' | 'done' | 'wait' | 'callback' | 'voicemail' | 'closed';

/** Whom Exotel shall dial now. */
export interface ConnectAnswer {
  /** The agent's number; null: nobody. */
  readonly dialNumber: string | null;
  readonly ringSeconds: number;
}

/** Where Exotel shall lead a call's sound. */
export interface StreamAnswer {
  /** A WebSocket of ours; null: no bot is kept for the call. */
  readonly url: string | null;
}

export interface HoldAnswer {
  readonly text: string;
}

/** The key that a caller presses to be called back, where it was offered. */
export const CALLBACK_KEY = '1';

/**
 * What shall this call do? Asked by the webhooks, answered by `queue`, and by
 * `campaigns` for calls that those placed; bound in `app.module`.
 * Each answer comes after what it says was stored.
 */
export abstract class CallFlow {
  /** Is somebody reserved for the call, or must it go on waiting? */
  abstract wait(news: CallNews): Promise<WaitAnswer>;
  /** Whom to dial; told with how the attempt before went. */
  abstract connect(news: CallNews): Promise<ConnectAnswer>;
  /** Where the bot listens that is kept for the call. */
  abstract stream(news: CallNews): Promise<StreamAnswer>;
  abstract attempt(news: AttemptNews): Promise<void>;
  abstract end(news: EndNews): Promise<void>;
  /** What the caller hears for the next piece of its wait. */
  abstract hold(news: CallNews): Promise<HoldAnswer>;
  /** The same, where the caller may press a key: it is offered to be called back. */
  abstract gather(news: CallNews): Promise<HoldAnswer>;
}
