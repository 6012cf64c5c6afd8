import type { SectorStaff } from '../sector-agents/sector-agents.types.js';
import type { TeamOfSector } from '../teams/teams.types.js';

/** A sector that the company lists, an agent has a profile in, or a team serves. */
export interface SectorInUse extends SectorStaff {
  /** Is it among the company's own sectors? */
  readonly isListed: boolean;
  readonly agentCount: number;
  readonly teams: readonly Omit<TeamOfSector, 'sector'>[];
}

/** Every sector in use once, by name. */
export function sectorsInUse(
  listed: readonly string[],
  staff: readonly SectorStaff[],
  teams: readonly TeamOfSector[],
): SectorInUse[] {
  const staffOf = new Map(staff.map((entry) => [entry.sector, entry]));
  const names = new Set([
    ...listed,
    ...staff.map(({ sector }) => sector),
    ...teams.map(({ sector }) => sector),
  ]);
  return [...names].sort().map((sector) => {
    const { agentIds, successRate } = staffOf.get(sector) ?? { agentIds: [], successRate: null };
    return {
      sector,
      isListed: listed.includes(sector),
      agentCount: agentIds.length,
      agentIds,
      teams: teams
        .filter((team) => team.sector === sector)
        .map(({ id, name, isActive }) => ({ id, name, isActive })),
      successRate,
    };
  });
}
