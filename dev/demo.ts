import { runDemo } from './demo/run.js';

/** `npm run demo`: see `--help`. */
process.exit(await runDemo(process.argv.slice(2), process.env));
