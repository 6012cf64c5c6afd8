import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { DomainEvent } from '../../common/events.js';
import { Ids, type AgentId, type TenantId } from '../../common/ids.js';
import { CommonErrors } from '../../common/errors.js';
import { DAY, SECOND } from '../../common/time.js';
import { EventStore } from '../../platform/events/event-store.js';
import { IDLE, Ticks } from '../../platform/jobs/ticks.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { progressOf, type BatchProgress } from './batch.domain.js';
import type { BatchDocument } from './batch.schema.js';
import { BatchesRepository } from './batches.repository.js';
import { BatchErrors } from './call-batches.errors.js';

const TOLD_EVERY_MS = 2 * SECOND;
const TOLD_AT_ONCE = 100;

export interface NewBatch {
  readonly clientId: TenantId;
  readonly batchId: string;
  readonly pauseMs: number;
  readonly by: AgentId;
  readonly fileHash: string | null;
}

/** Calls that were accepted together: how far they are, by request and as an event. */
@Injectable()
export class CallBatches implements OnApplicationBootstrap {
  constructor(
    private readonly batches: BatchesRepository,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'tell-batch-progress',
      description: 'Tells how far batches of calls are',
      everyMs: TOLD_EVERY_MS,
      atLeastWallMs: 500,
      run: async () => {
        const open = await this.batches.open(TOLD_AT_ONCE);
        if (open.length === 0) return IDLE;
        for (const batch of open) {
          await runForTenant(batch.clientId, this.ids.next(), () => this.tell(batch));
        }
      },
    });
  }

  /** Stores a batch, or adds to it, in the caller's transaction; what is to be told of it. */
  async add(session: ClientSession, batch: NewBatch, calls: number): Promise<DomainEvent> {
    const { clientId, batchId, pauseMs, by, fileHash } = batch;
    const at = this.clock.date();
    const isThere = await this.batches.addTo(session, clientId, batchId, fileHash, calls);
    if (!isThere) {
      await this.batches.insert(session, {
        _id: batchId,
        clientId,
        startedBy: by,
        fileHash,
        total: calls,
        intervalMs: pauseMs,
        nextDialAt: at,
        told: null,
        isDone: calls === 0,
        createdAt: at,
      });
    }
    const data = { batchId, accepted: calls, startedBy: by };
    return { type: 'batch.accepted', clientId, at, agentId: by, data };
  }

  /**
   * The id of the batch that a file makes or made: the same for whoever sends it again with its key
   * within a day. @throws CommonErrors.IDEMPOTENCY_KEY_REUSED for another file
   */
  async idFor(clientId: TenantId, id: string, fileHash: string): Promise<string> {
    const before = await this.batches.find(clientId, id);
    if (!before) return id;
    if (this.clock.now() - before.createdAt.getTime() > DAY) return this.ids.next();
    if (before.fileHash !== fileHash) throw CommonErrors.IDEMPOTENCY_KEY_REUSED();
    return id;
  }

  /** Takes the next turn of a batch; false while the pause after the last one lasts. */
  async takeTurn(
    session: ClientSession,
    { clientId, batchId }: { readonly clientId: TenantId; readonly batchId: string },
    pauseMs: number,
  ): Promise<boolean> {
    return await this.batches.takeTurn(session, clientId, batchId, this.clock.date(), pauseMs);
  }

  /** @throws BATCH_NOT_FOUND */
  async progress(clientId: TenantId, batchId: string): Promise<BatchProgress> {
    const batch = await this.batches.find(clientId, batchId);
    if (!batch) throw BatchErrors.BATCH_NOT_FOUND();
    return await this.progressOf(batch);
  }

  private async progressOf(batch: BatchDocument): Promise<BatchProgress> {
    const counts = await this.batches.counts(batch.clientId, batch._id);
    return progressOf(batch, counts, this.clock.date());
  }

  private async tell(batch: BatchDocument): Promise<void> {
    const { clientId, startedBy } = batch;
    const progress = await this.progressOf(batch);
    const { waiting, dialling, done, failed } = progress;
    const told = [waiting, dialling, done, failed].join('/');
    const isDone = waiting + dialling === 0;
    if (told === batch.told) return;
    const at = this.clock.date();
    const type = isDone ? 'batch.done' : 'batch.progress';
    const data = { ...progress, startedBy };
    await this.transactions.run(async (session) => {
      await this.batches.noteTold(session, batch, told, isDone);
      await this.events.append(session, [{ type, clientId, at, agentId: startedBy, data }]);
    });
  }
}
