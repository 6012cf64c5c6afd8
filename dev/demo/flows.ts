import type { Flow } from '../exotel/flow.js';

const HOLD_PIECE_SECONDS = 8;
/** A piece is never shorter than this of the wall, however fast the day goes. */
const SHORTEST_PIECE_WALL_SECONDS = 0.06;

/** Seconds of hold music between two questions of a waiting call. */
export function holdPieceSeconds(speed: number): number {
  return Math.max(HOLD_PIECE_SECONDS, Math.round(SHORTEST_PIECE_WALL_SECONDS * speed));
}

/** The flow that the company drew at Exotel, one for each sector and priority. */
export class Flows {
  private readonly flows = new Map<string, Flow>();

  constructor(
    /** Where the server is reached; with several processes they take turns. */
    private readonly urls: readonly string[],
    private readonly webhookToken: string,
    private readonly pieceSeconds: number,
  ) {}

  of(sector: string, priority: number): Flow {
    const key = JSON.stringify([sector, priority]);
    const known = this.flows.get(key);
    if (known) return known;
    const asked = new URLSearchParams({ sector, priority: String(priority) }).toString();
    const flow: Flow = {
      id: String(this.flows.size + 1),
      waitUrl: this.at(`passthru?at=wait&${asked}`),
      connectUrl: this.at(`connect?${asked}`),
      holdUrl: this.at('hold'),
      endUrl: this.at('passthru'),
      popupUrl: this.at('popup'),
      ringEvents: true,
      holdPieceSeconds: this.pieceSeconds,
    };
    this.flows.set(key, flow);
    return flow;
  }

  private at(path: string): readonly string[] {
    return this.urls.map((url) => `${url}/webhooks/exotel/${this.webhookToken}/${path}`);
  }
}
