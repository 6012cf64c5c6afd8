import { runProgram } from './program.js';

/** `npm run doctor`: what is wrong, in plain words; exit 1 when something is. */
process.exitCode = await runProgram('doctor', process.argv.slice(2));
