/** One address, or several server nodes taken in turn, one for each request. */
export type Urls = string | readonly string[];

/** What an administrator drew at Exotel: the applets a caller passes and the addresses they ask. */
export interface Flow {
  /** `flow_id` on the wire. */
  readonly id?: string;
  /** Sync Passthru: 200 → Connect, 302 (or anything else) → a hold piece. Without it: Connect at once. */
  readonly waitUrl?: Urls;
  /** `select`: the Passthru is a Switch-Case applet (exotel.md 3.2). */
  readonly waitAs?: 'status' | 'select';
  /** Connect applet, dynamic URL v1.0 (exotel.md 3.4). */
  readonly connectUrl: Urls;
  /** Greeting, dynamic URL; HEAD comes before GET (exotel.md 3.5). */
  readonly holdUrl?: Urls;
  /** Gather, asked once, after `gatherAfterPieces` (2) hold pieces (exotel.md 3.5). */
  readonly gatherUrl?: Urls;
  readonly gatherAfterPieces?: number;
  /** Async Passthru after Connect (exotel.md 3.2). */
  readonly endUrl?: Urls;
  /** "Create popup" of Connect (exotel.md 3.3). */
  readonly popupUrl?: Urls;
  readonly popupMethod?: 'GET' | 'POST';
  readonly holdPieceSeconds: number;
  /** Whether Exotel enabled the popups Ringing and Answered for this account (exotel.md 3.3). */
  readonly ringEvents: boolean;
}

/** Takes the addresses of a list in turn: Exotel itself knows only one and never tries another. */
export class Turns {
  private readonly next = new WeakMap<readonly string[], number>();

  take(urls: Urls): string {
    if (typeof urls === 'string') return urls;
    const index = this.next.get(urls) ?? 0;
    this.next.set(urls, index + 1);
    const url = urls[index % urls.length];
    if (url === undefined) throw new RangeError('a flow needs at least one address');
    return url;
  }
}
