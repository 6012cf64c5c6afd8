import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Cell } from '../src/common/xlsx.js';
import { writeReport } from '../src/modules/report-writing/write-report.js';

const ROWS = [10_000, 100_000, 300_000];
const COLUMNS = 12;

/** Pieces between two looks: garbage is collected for each. */
const LOOK_EVERY = 8;

/**
 * How much memory an XLSX file of many rows holds while it is made, beyond what was held before: heap
 * and buffers without garbage, the most of several looks, in MiB. It must not grow with the rows.
 */
export async function reportFile() {
  await made(ROWS[0] ?? 0);
  const figures = [];
  for (const rows of ROWS) figures.push(await made(rows));
  return { columns: COLUMNS, files: figures };
}

async function made(rows: number) {
  const columns = Array.from({ length: COLUMNS }, (_, place) => ({
    name: `c${place}`,
    label: `Column ${place}`,
  }));
  const before = held();
  let most = before;
  let bytes = 0;
  let pieces = 0;
  const began = performance.now();
  const content = { title: 'Calls', about: [], columns, rows: rowsOf(rows), charts: [] };
  for await (const piece of writeReport(content, 'xlsx')) {
    bytes += piece.length;
    pieces += 1;
    if (pieces % LOOK_EVERY === 0) most = Math.max(most, held());
  }
  const ms = Math.round(performance.now() - began);
  return { rows, ms, fileMiB: mebi(bytes), memoryMiB: mebi(most - before) };
}

async function* rowsOf(count: number): AsyncGenerator<readonly Cell[]> {
  for (let row = 0; row < count; row += 1) {
    yield Array.from({ length: COLUMNS }, (_, place) => {
      return place % 3 === 0 ? `call ${row} of ${place}` : row * place;
    });
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function held(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const mebi = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 10) / 10;
