import type { Line, Scopes } from '../queue/queue.service.js';

export interface QueueGauge {
  /** Callers in line. */
  readonly waiting: number;
  /** How long the first of them has waited; 0 when nobody waits. */
  readonly longestWaitSeconds: number;
  readonly lines: readonly Line[];
}

/** The lines that somebody may see. @param scopes null: all */
export function queueGauge(lines: readonly Line[], scopes: Scopes | null): QueueGauge {
  const shown = scopes === null ? lines : lines.filter((line) => isOf(line, scopes));
  return {
    waiting: shown.reduce((sum, line) => sum + line.waiting, 0),
    longestWaitSeconds: shown.reduce((most, line) => Math.max(most, line.longestWaitSeconds), 0),
    lines: shown,
  };
}

const isOf = ({ teamId, sector }: Line, { teams, sectors }: Scopes): boolean =>
  teamId === null ? sectors.includes(sector ?? '') : teams.includes(teamId);
