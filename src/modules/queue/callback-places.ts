import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { QueueRepository } from './queue.repository.js';
import { WaitingLine } from './waiting-line.js';

/** The places in line of those who are to be called back, for who calls them. */
@Injectable()
export class CallbackPlaces {
  constructor(
    private readonly repository: QueueRepository,
    private readonly line: WaitingLine,
  ) {}

  /** An agent is taken for it: it is not matched again. */
  async reserve(session: ClientSession, clientId: TenantId, callLogId: CallLogId): Promise<void> {
    const change = { state: 'reserved', notBefore: null } as const;
    await this.repository.setCallback(session, clientId, callLogId, change);
  }

  /** It waits in its old place, for a turn not before a moment. */
  async waitOn(
    session: ClientSession,
    clientId: TenantId,
    callLogId: CallLogId,
    notBefore: Date | null,
  ): Promise<void> {
    const change = { state: 'waiting', notBefore } as const;
    await this.repository.setCallback(session, clientId, callLogId, change);
  }

  /** It is over. */
  async leave(session: ClientSession, clientId: TenantId, callLogId: CallLogId): Promise<void> {
    await this.repository.leave(session, clientId, callLogId);
  }

  /** Place in line (from 1) among those with the same need; null when it is not in line. */
  positionOf(clientId: TenantId, callLogId: CallLogId): number | null {
    return this.line.positionOf(clientId, callLogId);
  }
}
