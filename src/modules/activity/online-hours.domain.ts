import { HOUR } from '../../common/time.js';

/** A status that was shown from a moment on. */
export interface StatusLine {
  readonly at: Date;
  /** What was shown before … */
  readonly from: string;
  /** … and since. */
  readonly to: string;
  /**
   * The agent's last sign of life before it, where it had gone without a word: it was online until
   * then, whatever was shown after that.
   */
  readonly lastSeen?: Date | null;
}

export interface OnlineFacts {
  /** The agent's lines since the beginning of the window, in any order. */
  readonly lines: readonly StatusLine[];
  /** What is shown now. */
  readonly status: string;
  /** The last sign of life: a heartbeat or a request. */
  readonly lastSign: Date | null;
  /** The window that is looked at begins here, and ends now. */
  readonly from: Date;
  readonly now: Date;
  /** So long after its last sign of life an agent still counts as there. */
  readonly staleMs: number;
}

/** A span of time in ms, its end not counted. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const isOnline = (status: string): boolean => status !== 'offline';

/**
 * When an agent was online (shown as online, away or busy), in order and without overlaps. A line
 * tells what was shown before it, so nothing from before the window is needed. An agent that went
 * without a word was there until its last sign of life; one that is still shown counts until now
 * while its sign is fresh.
 */
export const onlineSpans = (facts: OnlineFacts): Span[] => spansOf(facts, isOnline);

/** When it was shown as away, in the same way. */
export const awaySpans = (facts: OnlineFacts): Span[] =>
  spansOf(facts, (status) => status === 'away');

function spansOf(facts: OnlineFacts, isSo: (status: string) => boolean): Span[] {
  const lines = facts.lines.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const windowMs = facts.from.getTime();
  const nowMs = facts.now.getTime();
  const spans: Span[] = [];
  let since = isSo(lines[0]?.from ?? facts.status) ? windowMs : null;
  const close = (untilMs: number) => {
    if (since !== null && untilMs > since) spans.push({ fromMs: since, toMs: untilMs });
    since = null;
  };
  for (const { at, to, lastSeen } of lines) {
    const atMs = at.getTime();
    if (atMs < windowMs || atMs > nowMs) continue;
    if (lastSeen) close(Math.min(lastSeen.getTime(), atMs));
    if (!isSo(to)) close(atMs);
    else since ??= atMs;
  }
  const signMs = facts.lastSign?.getTime() ?? windowMs;
  close(nowMs - signMs < facts.staleMs ? nowMs : signMs);
  return spans;
}

/**
 * Is it certain how long the agent was online before a moment? Not while it is shown as online and
 * its last sign of life came before it, but not long enough ago to tell that it has gone.
 */
export function isDecided(facts: OnlineFacts, untilMs: number): boolean {
  if (!isOnline(facts.status)) return true;
  const signMs = facts.lastSign?.getTime() ?? 0;
  return signMs >= untilMs || facts.now.getTime() - signMs >= facts.staleMs;
}

/** Hours (of 3600 s, unrounded) of the spans that lie between two moments. */
export function hoursBetween(spans: readonly Span[], from: Date, to: Date): number {
  const ms = spans.reduce((sum, { fromMs, toMs }) => {
    const inside = Math.min(toMs, to.getTime()) - Math.max(fromMs, from.getTime());
    return sum + Math.max(0, inside);
  }, 0);
  return ms / HOUR;
}
