import { runProgram } from './program.js';

/** `npm run tenant -- create|list|export|erase`: the companies of a deployment. */
process.exitCode = await runProgram('cli', ['tenant', ...process.argv.slice(2)]);
