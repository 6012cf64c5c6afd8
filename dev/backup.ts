import { runProgram } from './program.js';

/** `npm run backup -- <new folder>`: every document of the database, as it is at one moment. */
process.exitCode = await runProgram('backup', ['make', ...process.argv.slice(2)]);
