import { Recorder } from './recorder.mjs';

// Loaded into every server that a test starts (`--import`). One that is killed writes nothing.
const recorder = new Recorder(new URL('../../dist/src/', import.meta.url));
process.on('exit', () => recorder.write('servers'));
