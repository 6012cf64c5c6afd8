import { TestEnvironment } from 'jest-environment-node';
import { Recorder } from './recorder.mjs';

/** What Jest runs a file of tests in, which also notes what of `src` the file runs by itself. */
// oxlint-disable-next-line import/no-default-export -- Jest takes nothing else
export default class RecordingEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.recorder = new Recorder(new URL('../../src/', import.meta.url));
  }

  async teardown() {
    this.recorder.write('jest');
    await super.teardown();
  }
}
