import { runProgram } from './program.js';

/** `npm run keys -- list | check | rotate`: the master keys that seal secrets. */
process.exitCode = await runProgram('keys', process.argv.slice(2));
