import { fileURLToPath } from 'node:url';
import { TestEnvironment } from 'jest-environment-node';
import { Recorder } from './recorder.mjs';

const SOURCES = new URL('../../src/', import.meta.url);
/** Simulations run rules a million times that have tests of their own: counting would slow them. */
const UNCOUNTED = fileURLToPath(new URL('../../dev/', import.meta.url));

/** What Jest runs a file of tests in, which also notes what of `src` the file runs by itself. */
// oxlint-disable-next-line import/no-default-export -- Jest takes nothing else
export default class RecordingEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.isCounted = !context.testPath.startsWith(UNCOUNTED);
  }

  async setup() {
    await super.setup();
    if (this.isCounted) this.recorder = new Recorder(SOURCES);
  }

  async teardown() {
    this.recorder?.write('jest');
    await super.teardown();
  }
}
