import type { AgentId, ChannelId, TeamId } from '../../common/ids.js';
import type { SatisfactionDocument, SatisfactionSource } from './satisfaction.schema.js';

/** Which answers: those to calls of some days, of all or of one agent, team or channel. */
export interface AnswerFilter {
  readonly agentId?: AgentId | undefined;
  readonly teamId?: TeamId | undefined;
  readonly channelId?: ChannelId | undefined;
  readonly sector?: string | undefined;
  readonly source?: SatisfactionSource | undefined;
}

/** How many answers were alike in these. */
export interface AnswerCount {
  readonly day: string;
  readonly agentId: AgentId;
  readonly teamId: TeamId | null;
  readonly channelId: ChannelId;
  readonly csat: number | null;
  readonly nps: number | null;
  readonly count: number;
}

/** What was said of a call. */
export type CallAnswer = Pick<SatisfactionDocument, 'csat' | 'nps'>;
