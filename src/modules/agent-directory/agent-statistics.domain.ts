import type { AgentCount } from '../agents/agents.types.js';

export interface AgentStatistics {
  readonly total: number;
  readonly active: number;
  readonly online: number;
  readonly offline: number;
  readonly byRole: Readonly<Record<string, number>>;
  readonly byDepartment: Readonly<Record<string, number>>;
}

/** Adds up what was counted, for every one of the roles; a department's name may be any text. */
export function statisticsOf(
  counts: readonly AgentCount[],
  roles: readonly string[],
): AgentStatistics {
  const sum = (of: readonly AgentCount[]) => of.reduce((total, { count }) => total + count, 0);
  const byRole = new Map<string, number>(roles.map((role) => [role, 0]));
  const byDepartment = new Map<string, number>();
  for (const { role, department, count } of counts) {
    byRole.set(role, (byRole.get(role) ?? 0) + count);
    byDepartment.set(department, (byDepartment.get(department) ?? 0) + count);
  }
  return {
    total: sum(counts),
    active: sum(counts.filter(({ isActive }) => isActive)),
    online: sum(counts.filter(({ onlineStatus }) => onlineStatus === 'online')),
    offline: sum(counts.filter(({ onlineStatus }) => onlineStatus === 'offline')),
    byRole: Object.fromEntries(byRole),
    byDepartment: Object.fromEntries([...byDepartment].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
