import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { DomainEvent } from '../../common/events.js';
import { Ids, type AgentId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { EventStore } from '../../platform/events/event-store.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { DncErrors } from './dnc.errors.js';
import { DncRepository } from './dnc.repository.js';
import type { DncEntry, DncSource } from './dnc.schema.js';

export interface NewDncEntry {
  /** E.164. */
  readonly phoneNumber: string;
  readonly reason: string | null;
}

/** Numbers that a company never calls. */
@Injectable()
export class DncService {
  constructor(
    private readonly repository: DncRepository,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Lists a number; it stays as it is where it is listed already. */
  async add(clientId: TenantId, entry: NewDncEntry, by: AgentId): Promise<DncEntry> {
    await this.addMany(clientId, [entry], 'manual', by);
    const stored = await this.repository.find(clientId, entry.phoneNumber);
    if (!stored) throw DncErrors.DNC_NUMBER_NOT_FOUND();
    return stored;
  }

  /** Lists many numbers with one event; how many are new. */
  async addMany(
    clientId: TenantId,
    given: readonly NewDncEntry[],
    source: DncSource,
    by: AgentId | null,
  ): Promise<number> {
    return await this.transactions.run((session) =>
      this.addIn(session, clientId, given, source, by),
    );
  }

  /** The same in the caller's transaction: the telephone company refused to dial a number. */
  async addIn(
    session: ClientSession,
    clientId: TenantId,
    given: readonly NewDncEntry[],
    source: DncSource,
    by: AgentId | null,
  ): Promise<number> {
    const at = this.clock.date();
    const entries = given.map((entry) => ({
      _id: this.ids.next(),
      clientId,
      ...entry,
      source,
      addedBy: by,
      createdAt: at,
    }));
    const added = await this.repository.insertMissing(entries, session);
    if (added > 0) {
      await this.events.append(session, [event('dnc.added', clientId, at, by, { added, source })]);
    }
    return added;
  }

  async list(
    clientId: TenantId,
    phoneNumber: string | null,
    page: PageRequest,
  ): Promise<Page<DncEntry>> {
    return await this.repository.list(clientId, phoneNumber, page);
  }

  /** @throws DncErrors.DNC_NUMBER_NOT_FOUND */
  async remove(clientId: TenantId, phoneNumber: string, by: AgentId): Promise<void> {
    const at = this.clock.date();
    await this.transactions.run(async (session) => {
      const isGone = await this.repository.remove(session, clientId, phoneNumber);
      if (!isGone) throw DncErrors.DNC_NUMBER_NOT_FOUND();
      await this.events.append(session, [event('dnc.removed', clientId, at, by, {})]);
    });
  }

  /** Those of the numbers that must not be called. */
  async among(
    clientId: TenantId,
    numbers: readonly string[],
    session?: ClientSession,
  ): Promise<ReadonlySet<string>> {
    return new Set(await this.repository.among(clientId, numbers, session));
  }
}

const event = (
  type: string,
  clientId: TenantId,
  at: Date,
  agentId: AgentId | null,
  data: object,
): DomainEvent => ({ type, clientId, at, agentId, data });
