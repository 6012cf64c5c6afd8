import { performance } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { Log } from '../logging/log.js';

const LOOK_EVERY_MS = 10_000;
const QUESTIONS = 3;
/** A correction beyond this is MongoDB's clock put right: followed at once. */
const HELD_AT_MOST_MS = 2000;

interface Sample {
  readonly offsetMs: number;
  readonly tripMs: number;
}

/** Wall time in ms that cannot go back while the process lives. */
const wallMs = (): number => performance.timeOrigin + performance.now();

/**
 * MongoDB's time at the last look (each 10 s) plus monotonic time since: every node has the same
 * time, and an operating system whose clock jumps decides nothing.
 */
@Injectable()
export class MongoClock extends Clock implements OnModuleInit, OnApplicationShutdown {
  readonly speed: number;
  /** What MongoDB's clock is ahead of ours. */
  private offsetMs = 0;
  private last = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: Config,
    @InjectConnection() private readonly connection: Connection,
    private readonly log: Log,
  ) {
    super();
    this.speed = config.clock.speed;
  }

  async onModuleInit(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => {
      this.look().catch((error: unknown) => this.log.warn('clock look failed', { error }));
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  now(): number {
    const wall = wallMs() + this.offsetMs;
    const anchor = this.config.clock.anchor;
    const now = anchor ? anchor.clockMs + (wall - anchor.wallMs) * this.speed : wall;
    // A small correction may hold time, but not turn it back.
    const isSmall = this.last - now < HELD_AT_MOST_MS * this.speed;
    this.last = isSmall ? Math.max(this.last, Math.round(now)) : Math.round(now);
    return this.last;
  }

  monotonicMs(): number {
    return performance.now();
  }

  /** Of some questions the one with the shortest way tells the most: its error is half of that. */
  private async look(): Promise<void> {
    const samples: Sample[] = [];
    for (let asked = 0; asked < QUESTIONS; asked += 1) {
      const sample = await this.ask();
      if (sample) samples.push(sample);
    }
    const best = samples.sort((a, b) => a.tripMs - b.tripMs)[0];
    if (!best) return;
    // What the trip may explain is no reason to correct anything.
    if (Math.abs(best.offsetMs - this.offsetMs) > best.tripMs / 2 + 1)
      this.offsetMs = best.offsetMs;
  }

  private async ask(): Promise<Sample | null> {
    const before = wallMs();
    const answer = await this.connection.db?.admin().command({ hello: 1 });
    const tripMs = wallMs() - before;
    const localTime: unknown = answer?.localTime;
    if (!(localTime instanceof Date)) return null;
    return { offsetMs: localTime.getTime() - (before + tripMs / 2), tripMs };
  }
}
