import type { AgentId } from '../../common/ids.js';
import type { Agent } from '../agents/agents.types.js';
import { DEFINITIONS, figuresOf, type Figures } from '../call-figures/definitions.domain.js';
import { addSums, type Sums } from '../call-figures/sums.domain.js';

/** What an agent's calls of a day came to. */
export interface AgentDayRow extends Sums {
  readonly agentId: AgentId;
  readonly day: string;
  readonly updatedAt: Date;
}

export interface DepartmentFigures extends Figures {
  readonly department: string | null;
  readonly day: string;
  readonly agents: number;
}

/** By which version of each definition figures are made now. */
export const VERSIONS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(DEFINITIONS).map(([name, { version }]) => [name, version]),
);

/** The days of departments: their agents' days together, by the department that they are in now. */
export function departmentFigures(
  rows: readonly AgentDayRow[],
  agents: ReadonlyMap<AgentId, Pick<Agent, 'department'>>,
): DepartmentFigures[] {
  const groups = new Map<string, AgentDayRow[]>();
  for (const row of rows) {
    const name = JSON.stringify([agents.get(row.agentId)?.department ?? null, row.day]);
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(row);
  }
  return [...groups].map(([name, group]) => {
    const [department, day] = JSON.parse(name) as [string | null, string];
    return { department, day, agents: group.length, ...figuresOf(addSums(...group)) };
  });
}
