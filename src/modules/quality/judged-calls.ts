import {
  asAgentId,
  asTeamId,
  type AgentId,
  type ChannelId,
  type TeamId,
} from '../../common/ids.js';

/** Which calls a question about their quality is of. */
export interface JudgedCalls {
  readonly agentId: AgentId | undefined;
  readonly teamId: TeamId | undefined;
  readonly sector: string | undefined;
  readonly channelId: ChannelId | undefined;
}

/** A query's filters as those of the store. */
export function judgedCalls(query: {
  readonly agent?: number | undefined;
  readonly team?: string | undefined;
  readonly sector?: string | undefined;
  readonly channel?: string | undefined;
}): JudgedCalls {
  const { agent, team, sector, channel } = query;
  return {
    agentId: agent === undefined ? undefined : asAgentId(agent),
    teamId: team === undefined ? undefined : asTeamId(team),
    sector,
    channelId: channel as ChannelId | undefined,
  };
}
