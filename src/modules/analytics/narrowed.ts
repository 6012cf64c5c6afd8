import { asAgentId, asTeamId } from '../../common/ids.js';
import type { Narrowed } from './figures.service.js';

/** A query's filters as the figures take them. */
export function narrowed(query: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly agent?: number | undefined;
  readonly sector?: string | undefined;
  readonly team?: string | undefined;
  readonly channel?: string | undefined;
}): Narrowed {
  const { from, to, agent, sector, team, channel: channelId } = query;
  return {
    from,
    to,
    agentId: agent === undefined ? undefined : asAgentId(agent),
    sector,
    teamId: team === undefined ? undefined : asTeamId(team),
    channelId,
  };
}
