import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import type { Callback, CallbackState } from './callback.schema.js';
import { pageOf } from '../../platform/mongo/documents.js';
import { tenantsWith } from '../../platform/mongo/tenants-with.js';

export interface CallbackFilter {
  readonly state?: CallbackState;
  /** Only those of these sectors and teams. */
  readonly scopes?: { readonly sectors: readonly string[]; readonly teams: readonly TeamId[] };
}

@Injectable()
export class CallbacksRepository {
  constructor(@InjectModel('Callback') private readonly callbacks: Model<Callback>) {}

  /** Stores a new one; a second for the same call changes nothing, one for the same number fails. */
  async book(session: ClientSession, { _id, clientId, ...rest }: Callback): Promise<void> {
    await this.callbacks.updateOne(
      { _id, clientId },
      { $setOnInsert: rest },
      { session, upsert: true },
    );
  }

  /** Is a number to be called back? */
  async hasOpen(clientId: TenantId, phoneNumber: string): Promise<boolean> {
    return (await this.callbacks.exists({ clientId, phoneNumber, endedAt: null })) !== null;
  }

  async find(
    clientId: TenantId,
    callLogId: CallLogId,
    session?: ClientSession,
  ): Promise<Callback | null> {
    return await this.callbacks
      .findOne({ _id: callLogId, clientId })
      .session(session ?? null)
      .lean<Callback>();
  }

  /** @returns whether it was still the version that was read */
  async update(session: ClientSession, before: Callback, after: Callback): Promise<boolean> {
    const { _id, clientId, ...fields } = after;
    const result = await this.callbacks.updateOne(
      { _id, clientId, version: before.version },
      { $set: fields },
      { session },
    );
    return result.matchedCount === 1;
  }

  /** The companies with some that are being dialled. */
  async tenantsDialling(): Promise<TenantId[]> {
    return await tenantsWith(this.callbacks, { state: 'dialling' }, { state: 1, clientId: 1 });
  }

  /** Those that are being dialled. */
  async listDialling(clientId: TenantId): Promise<Callback[]> {
    return await this.callbacks.find({ clientId, state: 'dialling' }).limit(500).lean<Callback[]>();
  }

  /** The latest first. */
  async list(
    clientId: TenantId,
    { state, scopes }: CallbackFilter,
    page: PageRequest,
  ): Promise<Page<Callback>> {
    const query = {
      clientId,
      ...(state && { state }),
      ...(scopes && {
        $or: [
          { teamId: null, sector: { $in: [...scopes.sectors] } },
          { teamId: { $in: [...scopes.teams] } },
        ],
      }),
    };
    return await pageOf(this.callbacks, query, { requestedAt: -1 }, page);
  }
}
