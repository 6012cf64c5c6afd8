import { listen, SOCKET_KINDS, type Listener } from '../listener.js';
import type { LoadStage } from './stage.js';

const OPEN_AT_ONCE = 50;

/** Sockets that stay open, of both kinds in turn. */
export class Crowd {
  readonly sockets: Listener[] = [];
  /** Those that could not be opened, with the last reason. */
  refused = 0;
  reason: string | null = null;

  constructor(private readonly stage: LoadStage) {}

  /** Opens one for each of these tokens; those that were opened. */
  async open(tokens: readonly string[]): Promise<readonly Listener[]> {
    const before = this.sockets.length;
    for (let from = 0; from < tokens.length; from += OPEN_AT_ONCE) {
      const opened = await Promise.all(
        tokens.slice(from, from + OPEN_AT_ONCE).map(async (token, place) => {
          const kind = SOCKET_KINDS[place % SOCKET_KINDS.length] ?? 'websocket';
          return await listen(this.stage.urlOf(place), kind, '/ws', token).catch(
            (error: unknown) => {
              this.refused += 1;
              this.reason = error instanceof Error ? error.message : String(error);
              return null;
            },
          );
        }),
      );
      this.sockets.push(...opened.filter((socket) => socket !== null));
    }
    return this.sockets.slice(before);
  }

  get lost(): number {
    return this.sockets.filter(({ isLost }) => isLost).length;
  }

  get messages(): number {
    return this.sockets.reduce((sum, { messages }) => sum + messages, 0);
  }

  close(): void {
    for (const socket of this.sockets) socket.close();
  }
}
