import { randomBytes, randomFillSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Random } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { MINUTE } from '../../common/time.js';

/** The process's own chance. */
@Injectable()
export class SystemRandom extends Random {
  next(): number {
    return Math.random();
  }
}

const POOL_BYTES = 4096;
const RANDOM_BYTES = 10;

/** Ids of one millisecond are told apart by so many numbers; the next one borrows the next ms. */
const NUMBERS_A_MS = 0x1000;

/**
 * A clock that goes back by more was put right, as after a start on a machine whose own is wrong:
 * ids that stayed ahead would sort what this process does after what others do later.
 */
const AHEAD_AT_MOST_MS = MINUTE;

/** UUID version 7 (RFC 9562): 48 bits of time, 12 that count within it, then random. */
@Injectable()
export class TimeOrderedIds extends Ids {
  /** Asked for in bulk: each question to the system's chance costs as much as a small query. */
  private readonly pool = Buffer.alloc(POOL_BYTES);
  private used = POOL_BYTES;
  private lastMs = 0;
  private count = 0;

  constructor(private readonly clock: Clock) {
    super();
  }

  next(): string {
    const bytes = Buffer.allocUnsafe(16);
    if (this.used + RANDOM_BYTES > POOL_BYTES) {
      randomFillSync(this.pool);
      this.used = 0;
    }
    this.pool.copy(bytes, 6, this.used, this.used + RANDOM_BYTES);
    this.used += RANDOM_BYTES;
    this.step();
    bytes.writeUIntBE(this.lastMs, 0, 6);
    // What one process makes one after the other sorts so.
    bytes.writeUInt16BE(0x7000 | this.count, 6);
    bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  private step(): void {
    const nowMs = Math.floor(this.clock.now());
    this.count += 1;
    const isPutRight = this.lastMs - nowMs > AHEAD_AT_MOST_MS;
    if (nowMs > this.lastMs || isPutRight) {
      this.lastMs = nowMs;
      this.count = 0;
    } else if (this.count === NUMBERS_A_MS) {
      this.lastMs += 1;
      this.count = 0;
    }
  }

  secret(bytes: number): string {
    return randomBytes(bytes).toString('base64url');
  }
}
