import { createHash } from 'node:crypto';
import { readDayFile } from '../bank/day-file.js';
import { planDay, type DayPlan } from '../bank/plan.js';
import { SeededRandom } from '../seeded-random.js';
import { settingsWith } from './floor.js';
import { Run, type SimResult } from './run.js';

/** What a day came to, beside what the bank did with it. */
export interface DayFigures {
  readonly date: string;
  readonly calls: number;
  readonly served: number;
  readonly abandoned: number;
  readonly meanWaitSeconds: number;
  readonly bankServed: number;
  readonly bankMeanWaitSeconds: number;
}

export interface PlayedDays {
  readonly days: readonly DayFigures[];
  /** Of every call's outcome and wait: the same for the same days, seed and decisions. */
  readonly fingerprint: string;
  readonly decisions: number;
}

const HIGH_PRIORITY = 8;
const PIECE_SECONDS = 8;
const PICK_UP_SECONDS = 2;

export function plansOf(file: string, seed: number): DayPlan[] {
  return readDayFile(file).map((day) => planDay(day, new SeededRandom(seed)));
}

/** Plays each day with the agents who were there. */
export function playDays(plans: readonly DayPlan[]): PlayedDays {
  const hash = createHash('sha256');
  let decisions = 0;
  const days = plans.map((plan) => {
    const run = new Run({
      settings: settingsWith({
        wrapUpSeconds: 0,
        longestWaitSeconds: 86_400,
        // Whoever is on its shift is there.
        features: {
          agentHeartbeat: false,
          deviceConnectivity: true,
          enhancedDiscovery: true,
          discoveryFallback: false,
          queueHolding: true,
          inboundCallDebug: false,
        },
      }),
      calls: plan.calls.map((call, place) => ({
        id: `${plan.date}-${place}`,
        atSecond: call.arrivalSecond,
        sector: call.sector,
        priority: call.priority === 'high' ? HIGH_PRIORITY : 5,
        patienceSeconds: call.patienceSeconds,
        serviceSeconds: call.serviceSeconds,
      })),
      agents: plan.agents.map((agent, place) => ({
        agentId: place + 1,
        sectors: agent.sectors,
        fromSecond: agent.from,
        toSecond: agent.to,
      })),
      pieceSeconds: PIECE_SECONDS,
      pickUpSeconds: PICK_UP_SECONDS,
    });
    const results = run.play();
    for (const { id, outcome, waitSeconds } of results)
      hash.update(`${id} ${outcome} ${waitSeconds}\n`);
    decisions += run.floor.counts.decisions;
    return figuresOf(plan, results);
  });
  return { days, fingerprint: hash.digest('hex').slice(0, 16), decisions };
}

function figuresOf({ date, bank }: DayPlan, results: readonly SimResult[]): DayFigures {
  const served = results.filter(({ outcome }) => outcome === 'served').length;
  const waited = results.reduce((sum, { waitSeconds }) => sum + waitSeconds, 0);
  return {
    date,
    calls: results.length,
    served,
    abandoned: results.length - served,
    meanWaitSeconds: round(waited / Math.max(1, results.length)),
    bankServed: bank.served,
    bankMeanWaitSeconds: round(bank.meanWaitSeconds),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
