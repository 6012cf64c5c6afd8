import { performance } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Config } from '../../config/config.js';
import { Log } from '../logging/log.js';

const LOOK_EVERY_MS = 10_000;

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
    return Math.round(anchor ? anchor.clockMs + (wall - anchor.wallMs) * this.speed : wall);
  }

  monotonicMs(): number {
    return performance.now();
  }

  private async look(): Promise<void> {
    const before = wallMs();
    const answer = await this.connection.db?.admin().command({ hello: 1 });
    const after = wallMs();
    const localTime: unknown = answer?.localTime;
    if (!(localTime instanceof Date)) return;
    const offset = localTime.getTime() - (before + after) / 2;
    // MongoDB tells whole milliseconds: smaller steps would only make time tremble.
    if (Math.abs(offset - this.offsetMs) > 5) this.offsetMs = offset;
  }
}
