const PLAIN_STATUS_EVERY_MS = 10_000;

/** What is printed: lines that stay, and on a terminal one that is rewritten. */
export class Screen {
  private readonly isTerminal = process.stdout.isTTY;
  private hasStatus = false;
  private lastStatus = Number.NEGATIVE_INFINITY;

  /** A line that stays. */
  line(text = ''): void {
    this.endStatus();
    process.stdout.write(`${text}\n`);
  }

  /** Something went wrong. */
  problem(text: string): void {
    this.endStatus();
    process.stderr.write(`${text}\n`);
  }

  /** How things are now: rewritten on a terminal, else a line now and then. */
  status(text: string): void {
    if (this.isTerminal) {
      process.stdout.write(`\r\u001b[2K${text}`);
      this.hasStatus = true;
      return;
    }
    const now = performance.now();
    if (now - this.lastStatus < PLAIN_STATUS_EVERY_MS) return;
    this.lastStatus = now;
    process.stdout.write(`${text}\n`);
  }

  private endStatus(): void {
    if (this.hasStatus) process.stdout.write('\n');
    this.hasStatus = false;
  }
}
