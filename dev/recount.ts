import { runProgram } from './program.js';

/** `npm run recount`: recounts every figure. */
process.exitCode = await runProgram('recount', process.argv.slice(2));
