import { runWithServers } from './with-servers.js';

// `npm run recount`: recounts every figure.
process.exitCode = await runWithServers('recount.js', process.argv.slice(2));
