/** Stops what the global setup began; the calls of further projects find nothing left to do. */
// oxlint-disable-next-line import/no-default-export -- Jest takes nothing else
export default async function globalTeardown() {
  const servers = globalThis.crosspointServers;
  globalThis.crosspointServers = undefined;
  if (servers) await (await servers).stop();
}
