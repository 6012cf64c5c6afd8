import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';

/** Where a test run that looks at coverage wants what was run: `servers` and `jest` in this folder. */
export const FOLDER = process.env.CROSSPOINT_COVERAGE;

/**
 * Counts how often each block of the scripts under a folder runs, from now on. Node's own
 * NODE_V8_COVERAGE would write node_modules and all source maps as well, for every server.
 */
export class Recorder {
  #session = new Session();

  constructor(scripts) {
    this.scripts = scripts.href;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Writes what ran, and counts no more. */
  write(kind) {
    this.#session.post('Profiler.takePreciseCoverage', (error, { result } = { result: [] }) => {
      const ours = result.filter(({ url }) => url.startsWith(this.scripts));
      if (error || ours.length === 0) return;
      const scripts = ours.map(({ url, functions }) => ({
        path: fileURLToPath(url),
        ranges: functions.flatMap((one) => one.ranges.map(toTriple)),
      }));
      const folder = join(FOLDER, kind);
      mkdirSync(folder, { recursive: true });
      const name = `${process.pid}-${threadId}-${process.hrtime.bigint()}.json`;
      writeFileSync(join(folder, name), JSON.stringify(scripts));
    });
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }
}

function toTriple({ startOffset, endOffset, count }) {
  return [startOffset, endOffset, count];
}
