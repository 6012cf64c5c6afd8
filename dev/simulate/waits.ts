import {
  expectWait,
  learnWaits,
  waitError,
  type HeldWait,
  type WaitError,
} from '../../src/modules/queue/expected-wait.domain.js';
import type { DayPlan } from '../bank/plan.js';

/** How promises that were learnt from the first days turned out on the others. */
export interface WaitCheck extends WaitError {
  readonly learntFrom: number;
  readonly days: { readonly learnt: number; readonly heldOut: number };
}

interface RecordedWait extends HeldWait {
  readonly sector: string;
}

/**
 * Learns from the waits that the bank's own callers held in the first half of the days, and looks
 * how the waits of the second half compare with what they would have been told.
 */
export function checkExpectedWaits(days: readonly DayPlan[]): WaitCheck {
  const half = Math.ceil(days.length / 2);
  const learnt = days.slice(0, half).flatMap(heldWaits);
  const tested = days.slice(half).flatMap(heldWaits);
  const models = new Map(
    [...new Set(learnt.map(({ sector }) => sector))].map((sector) => {
      const own = learnt.filter((wait) => wait.sector === sector);
      const mean = own.reduce((sum, wait) => sum + wait.handleSeconds, 0) / own.length;
      return [sector, learnWaits(own, mean)];
    }),
  );
  const kept = tested.flatMap(({ sector, position, agents, handleSeconds, waitSeconds }) => {
    const model = models.get(sector);
    const told = model && expectWait({ ...model, handleSeconds }, { position, agents });
    return told ? [{ ...told, waitSeconds }] : [];
  });
  return {
    ...waitError(kept),
    learntFrom: learnt.length,
    days: { learnt: half, heldOut: days.length - half },
  };
}

/** The waits of a day that ended at an agent, each with what was known when it began. */
function heldWaits({ calls, agents }: DayPlan): RecordedWait[] {
  const mean =
    calls.reduce((sum, call) => sum + call.serviceSeconds, 0) / Math.max(1, calls.length);
  return calls.flatMap(({ arrivalSecond: at, sector, priority, recorded }) => {
    const { outcome, waitSeconds } = recorded;
    if (outcome !== 'AGENT' || waitSeconds <= 0) return [];
    const before = calls.filter(
      (other) =>
        other.sector === sector &&
        other.arrivalSecond < at &&
        other.arrivalSecond + other.recorded.waitSeconds > at &&
        (priority !== 'high' || other.priority === 'high'),
    );
    const atWork = agents.filter(
      (agent) => agent.sectors.includes(sector) && agent.from <= at && at < agent.to,
    );
    const position = before.length + 1;
    return [{ sector, position, agents: atWork.length, handleSeconds: mean, waitSeconds }];
  });
}
