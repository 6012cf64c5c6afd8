const MINUTE_MS = 60_000;

/** Requests a minute for each account, over a sliding minute (exotel.md 1.7). */
export class RateLimit {
  private readonly times = new Map<string, number[]>();

  constructor(private readonly perMinute: number | null) {}

  /** Whether this request, at this time of the wall, is one too many. */
  exceeded(accountSid: string, wallMs: number): boolean {
    if (this.perMinute === null) return false;
    const recent = (this.times.get(accountSid) ?? []).filter((at) => at > wallMs - MINUTE_MS);
    this.times.set(accountSid, recent);
    if (recent.length >= this.perMinute) return true;
    recent.push(wallMs);
    return false;
  }
}
