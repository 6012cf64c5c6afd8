import { Injectable } from '@nestjs/common';
import type { Call } from '../calls/call.types.js';
import { needKey } from './queue.domain.js';

const KEPT = 20;

type WaitingKind = Pick<Call, 'clientId' | 'teamId' | 'sector' | 'capabilities'>;

/**
 * What the last answered calls of each kind waited, as this node saw them end: enough to tell a
 * caller about how long it will take. After a restart it is learnt anew.
 */
@Injectable()
export class RecentWaits {
  private readonly waits = new Map<string, number[]>();

  note(call: Call): void {
    if (call.status !== 'completed' || call.waitSeconds === null) return;
    const key = this.keyOf(call);
    this.waits.set(key, [...(this.waits.get(key) ?? []), call.waitSeconds].slice(-KEPT));
  }

  of(call: WaitingKind): readonly number[] {
    return this.waits.get(this.keyOf(call)) ?? [];
  }

  private keyOf(call: WaitingKind): string {
    return `${call.clientId}:${needKey(call)}`;
  }
}
