import { runProgram } from './program.js';

/** `npm run migrate`: does what a server does before it starts; with `-- --dry-run` only says so. */
process.exitCode = await runProgram('migrate', process.argv.slice(2));
