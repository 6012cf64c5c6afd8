import type { SimRandom } from '../seeded-random.js';
import { SeededRandom } from '../seeded-random.js';
import { settingsWith } from './floor.js';
import { Run, type SimCall } from './run.js';
import { exactFigures, type QueueFigures, type QueueModel } from './theory.js';

/** One point of the grid: what the theory says and where the simulated mean lies. */
export interface TheoryPoint {
  readonly model: QueueModel;
  readonly figure: keyof QueueFigures;
  readonly exact: number;
  readonly simulated: number;
  /** Half of the interval, joint over the grid. */
  readonly margin: number;
  readonly isWithin: boolean;
}

/** Erlang C below its capacity, Erlang A also beyond it. */
const GRID: readonly QueueModel[] = [
  { agents: 2, arrivalsPerSecond: 0.016, meanServiceSeconds: 100, meanPatienceSeconds: null },
  { agents: 8, arrivalsPerSecond: 0.06, meanServiceSeconds: 100, meanPatienceSeconds: null },
  { agents: 5, arrivalsPerSecond: 0.045, meanServiceSeconds: 100, meanPatienceSeconds: 120 },
  { agents: 10, arrivalsPerSecond: 0.13, meanServiceSeconds: 100, meanPatienceSeconds: 60 },
];
const FIGURES = ['waits', 'meanWaitSeconds', 'abandons'] as const;
const BATCHES = 20;
const WARM_UP = 400;

/** Quantiles of Student's t with 19 degrees of freedom at 1 − 0.01 / (2 · 11 comparisons). */
const T_JOINT_99 = 4.05;

/**
 * Simulates each point and compares by batch means: the exact figure must lie within the 99 %
 * interval, joint over all comparisons (Bonferroni). Pieces of hold music have no length here.
 */
export function compareWithTheory(seed: number, callsPerPoint: number): TheoryPoint[] {
  return GRID.flatMap((model, place) => {
    const exact = exactFigures(model);
    const batches = simulate(model, new SeededRandom(seed + place), callsPerPoint);
    return FIGURES.filter((figure) => figure !== 'abandons' || model.meanPatienceSeconds).map(
      (figure) => {
        const values = batches.map((batch) => batch[figure]);
        const simulated = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - simulated) ** 2, 0);
        const margin = T_JOINT_99 * Math.sqrt(squares / (values.length - 1) / values.length);
        const isWithin = Math.abs(simulated - exact[figure]) <= margin;
        return { model, figure, exact: exact[figure], simulated, margin, isWithin };
      },
    );
  });
}

function simulate(model: QueueModel, random: SimRandom, count: number): QueueFigures[] {
  const { agents, arrivalsPerSecond, meanServiceSeconds, meanPatienceSeconds } = model;
  const exponential = (mean: number) => -Math.log(1 - random.next()) * mean;
  let second = 0;
  const calls = Array.from({ length: WARM_UP + count }, (_, place): SimCall => {
    second += exponential(1 / arrivalsPerSecond);
    return {
      id: `c${place}`,
      atSecond: second,
      sector: 'billing',
      priority: 5,
      serviceSeconds: exponential(meanServiceSeconds),
      patienceSeconds: meanPatienceSeconds === null ? Infinity : exponential(meanPatienceSeconds),
    };
  });
  const run = new Run({
    settings: settingsWith({
      wrapUpSeconds: 0,
      longestWaitSeconds: 86_400,
      features: {
        agentHeartbeat: false,
        deviceConnectivity: true,
        enhancedDiscovery: true,
        discoveryFallback: false,
        queueHolding: true,
        inboundCallDebug: false,
      },
    }),
    calls,
    agents: Array.from({ length: agents }, (_, place) => ({
      agentId: place + 1,
      sectors: ['billing'],
      fromSecond: 0,
      toSecond: second + 1e6,
    })),
    pieceSeconds: 0,
    pickUpSeconds: 0,
  });
  const results = new Map(run.play().map((result) => [result.id, result]));
  const size = Math.floor(count / BATCHES);
  return Array.from({ length: BATCHES }, (_, batch): QueueFigures => {
    const own = calls
      .slice(WARM_UP + batch * size, WARM_UP + (batch + 1) * size)
      .flatMap(({ id }) => results.get(id) ?? []);
    const share = (is: (result: (typeof own)[number]) => boolean) =>
      own.filter(is).length / own.length;
    return {
      waits: share(({ didWait }) => didWait),
      meanWaitSeconds: own.reduce((sum, result) => sum + result.waitSeconds, 0) / own.length,
      abandons: share(({ outcome }) => outcome === 'abandoned'),
    };
  });
}
