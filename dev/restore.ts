import { runProgram } from './program.js';

/** `npm run restore -- <folder>`: a backup into an empty database. */
process.exitCode = await runProgram('backup', ['restore', ...process.argv.slice(2)]);
