import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  GREATEST_LOWER_BOUND,
  generatedPositionFor,
  LEAST_UPPER_BOUND,
  TraceMap,
} from '@jridgewell/trace-mapping';
import swc from '@swc/jest';
import settings from '../../jest.config.mjs';
import { probesOf } from './probes.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [swcOptions] = Object.values(settings.projects[0].transform).map(([, options]) => options);
const transformer = swc.createTransformer(swcOptions);

/** How each kind of process came from a file of `src` to the code that it ran. */
const COMPILED = {
  servers: (file) => {
    const built = join(ROOT, 'dist', file.replace(/\.ts$/, '.js'));
    if (!existsSync(built)) return undefined;
    return { code: readFileSync(built, 'utf8'), map: readFileSync(`${built}.map`, 'utf8') };
  },
  jest: (file, text) => {
    const { code } = transformer.process(text, join(ROOT, file), { supportsStaticESM: true });
    const [, map] = /\/\/# sourceMappingURL=data:[^,]*;base64,(\S+)\s*$/.exec(code);
    return { code, map: Buffer.from(map, 'base64').toString() };
  },
};

/**
 * What the recorded processes reached of each file of `src`.
 *
 * @returns by file, its probes, each with `isReached`
 */
export function reached(folder) {
  const files = new Map(sourceFiles().map((file) => [file, probesIn(file)]));
  for (const kind of Object.keys(COMPILED)) {
    const places = new Map();
    for (const { path, ranges } of recorded(join(folder, kind))) {
      const file = relative(ROOT, path)
        .replace(/^dist\//, '')
        .replace(/\.js$/, '.ts');
      const probes = files.get(file);
      if (!probes) continue;
      if (!places.has(file)) places.set(file, placesOf(kind, file, probes));
      count(probes, places.get(file), ranges);
    }
  }
  return files;
}

function sourceFiles() {
  return readdirSync(join(ROOT, 'src'), { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => join('src', file));
}

function probesIn(file) {
  const probes = probesOf(file, readFileSync(join(ROOT, file), 'utf8'));
  return probes.map((probe) => ({ ...probe, isReached: false }));
}

function* recorded(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    yield* JSON.parse(readFileSync(join(folder, name), 'utf8'));
  }
}

/** Where the probes are in the code that ran, and all those places in order. */
function placesOf(kind, file, probes) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const compiled = COMPILED[kind](file, text);
  if (!compiled) return undefined;
  const map = new TraceMap(compiled.map);
  const [source] = map.sources;
  const from = startsOfLines(text);
  const to = startsOfLines(compiled.code);
  const placeOf = (at) => {
    const line = lineOf(from, at);
    for (const bias of [LEAST_UPPER_BOUND, GREATEST_LOWER_BOUND]) {
      const needle = { source, line: line + 1, column: at - from[line], bias };
      const found = generatedPositionFor(map, needle);
      if (found.line !== null) return to[found.line - 1] + found.column;
    }
    return -1;
  };
  const own = probes.map(({ at, butNot }) => [
    placeOf(at),
    butNot === undefined ? -1 : placeOf(butNot),
  ]);
  const sorted = [...new Set(own.flat().filter((place) => place >= 0))].sort((a, b) => a - b);
  return { own, sorted };
}

/** The innermost range around a place says how often it ran; ranges come from outer to inner. */
function count(probes, places, ranges) {
  if (!places) return;
  const { own, sorted } = places;
  const counts = new Map();
  for (const [start, end, times] of ranges) {
    for (let index = firstFrom(sorted, start); sorted[index] < end; index += 1) {
      counts.set(sorted[index], times);
    }
  }
  probes.forEach((probe, index) => {
    const [at, butNot] = own[index];
    const times =
      (counts.get(at) ?? 0) - (probe.butNot === undefined ? 0 : (counts.get(butNot) ?? 0));
    if (times > 0) probe.isReached = true;
  });
}

function startsOfLines(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts, at) {
  const index = firstFrom(starts, at);
  return starts[index] === at ? index : index - 1;
}

/** The first index of what is not less. */
function firstFrom(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
