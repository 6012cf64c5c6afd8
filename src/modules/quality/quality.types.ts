import type { AgentId, ChannelId, TeamId } from '../../common/ids.js';

/** Which scores: those of calls of some days, of all or of one agent, team, channel or scorecard. */
export interface ScoreFilter {
  readonly agentId?: AgentId | undefined;
  readonly teamId?: TeamId | undefined;
  readonly channelId?: ChannelId | undefined;
  readonly sector?: string | undefined;
  readonly scorecard?: string | undefined;
}

/** How many scores were alike in these. */
export interface ScoreCount {
  readonly day: string;
  readonly agentId: AgentId;
  readonly teamId: TeamId | null;
  readonly scorecard: string;
  readonly score: number;
  readonly hasFailed: boolean;
  readonly count: number;
}

/** Mean of the scores of one item. */
export interface ItemMean {
  readonly scorecard: string;
  readonly item: string;
  readonly n: number;
  readonly mean: number;
}
