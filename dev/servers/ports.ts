import { createServer } from 'node:net';

/** Whether a server could listen on this TCP port of 127.0.0.1 now. */
export function isFreePort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      probe.close(() => resolve(true));
    });
  });
}

/** The next free TCP port on 127.0.0.1 from `preferred` on. */
export async function freePort(preferred: number): Promise<number> {
  for (let port = preferred; port <= 65_535; port += 1) {
    if (await isFreePort(port)) return port;
  }
  throw new Error(`No free port on 127.0.0.1 from ${preferred} on`);
}
