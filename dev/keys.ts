import { runWithServers } from './with-servers.js';

// `npm run keys -- list | check | rotate`: the master keys that seal secrets.
process.exitCode = await runWithServers('keys.js', process.argv.slice(2));
