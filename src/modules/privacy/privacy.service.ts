import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { CommonErrors } from '../../common/errors.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { normalisePhone } from '../../common/phone.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { Log } from '../../platform/logging/log.js';
import { tenantCollections } from '../../platform/mongo/tenant-models.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { actorOf } from '../settings/settings-audit.domain.js';
import { SettingsAudit } from '../settings/settings-audit.service.js';
import { forgottenFields, formsOf } from './forget.domain.js';

type Stored = mongo.Document & { readonly _id: string };
type Counts = Record<string, number>;
interface Work {
  readonly clientId: TenantId;
  readonly forms: RegExp;
  readonly instead: string;
  readonly counts: Counts;
}

const BATCH = 200;
const TOKEN_BYTES = 12;
const CALLS = 'call_logs';

/** Forgets callers: their numbers and voices go, the calls and the figures stay. */
@Injectable()
export class PrivacyService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly transactions: Transactions,
    private readonly audit: SettingsAudit,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  /**
   * Replaces a caller's number by a random word wherever it is stored, and removes the addresses of
   * its recordings. What tells of a call goes before the call itself, by which it is found: cut off
   * in the middle, the same request does the rest.
   * @returns how many documents changed, by collection
   * @throws CommonErrors.VALIDATION_ERROR for what is no telephone number
   */
  async eraseCaller(me: Principal, phoneNumber: string, ip: string): Promise<Counts> {
    const number = normalisePhone(phoneNumber);
    if (number === null) {
      throw CommonErrors.VALIDATION_ERROR({
        details: [{ field: 'phoneNumber', message: 'is no telephone number' }],
      });
    }
    const { clientId } = me;
    const instead = `erased-${this.ids.secret(TOKEN_BYTES)}`;
    const work: Work = { clientId, forms: formsOf(number), instead, counts: {} };
    await this.eraseCalls(work, number);
    for (const [name, schema] of tenantCollections()) {
      if (name === CALLS) continue;
      if (schema.path('phoneNumber')) await this.forgetIn(name, { phoneNumber: number }, work);
      // What Exotel said of no call that we know.
      if (schema.path('callSid')) await this.forgetIn(name, { callSid: null }, work);
    }
    await this.unblock(work, number);
    const changes = Object.entries(work.counts).map(([field, after]) => ({
      field,
      before: null,
      after,
    }));
    await this.transactions.run((session) =>
      this.audit.record(session, { clientId, actor: actorOf(me), ip, section: 'privacy', changes }),
    );
    this.log.info('caller forgotten', { tenant: clientId, by: me.agentId, ...work.counts });
    return work.counts;
  }

  /** Nobody who is forgotten stays on the list of those who are turned away, nor on what was said of it. */
  private async unblock(work: Work, number: string): Promise<void> {
    const { clientId, counts } = work;
    await this.forgetIn('settings_audit', { 'changes.field': 'blockedNumbers' }, work);
    const { modifiedCount } = await this.connection
      .collection<{ _id: string; rules: { blockedNumbers: string[] } }>('business_rules')
      .updateOne(
        { _id: clientId, clientId, 'rules.blockedNumbers': number },
        { $pull: { 'rules.blockedNumbers': number }, $inc: { version: 1 } },
      );
    if (modifiedCount > 0) counts['business_rules'] = modifiedCount;
  }

  private async eraseCalls(work: Work, number: string): Promise<void> {
    const { clientId } = work;
    let last = '';
    for (;;) {
      const calls = await this.collection(CALLS)
        .find({ clientId, phoneNumber: number, _id: { $gt: last } })
        .sort({ _id: 1 })
        .project<{ _id: string; providerSid?: string }>({ providerSid: 1 })
        .limit(BATCH)
        .toArray();
      if (calls.length === 0) return;
      last = calls.at(-1)?._id ?? last;
      const callLogId = { $in: calls.map(({ _id }) => _id) };
      const callSid = { $in: calls.flatMap(({ providerSid }) => providerSid ?? []) };
      for (const [name, schema] of tenantCollections()) {
        if (name === CALLS) continue;
        if (schema.path('callLogId')) await this.forgetIn(name, { callLogId }, work);
        if (schema.path('callSid')) await this.forgetIn(name, { callSid }, work);
      }
      await this.forgetIn(CALLS, { _id: callLogId }, work);
    }
  }

  private async forgetIn(name: string, filter: mongo.Filter<Stored>, work: Work): Promise<void> {
    const { clientId, counts } = work;
    const cursor = this.collection(name).find({ ...filter, clientId }, { batchSize: BATCH });
    for await (const document of cursor) {
      if (await this.forgetOne(name, document, work)) counts[name] = (counts[name] ?? 0) + 1;
    }
  }

  /** Compare-and-set where the document has a version: nobody may write an old reading back. */
  private async forgetOne(name: string, read: Stored, work: Work): Promise<boolean> {
    const { clientId, forms, instead } = work;
    const { _id } = read;
    let stored: Stored | null = read;
    while (stored) {
      const fields = forgottenFields(stored, forms, instead);
      if (!fields) return false;
      const version = stored['version'] as number | undefined;
      // The provider is not asked about this call again: it would tell the recording anew.
      const $set = { ...fields, ...(name === CALLS && { nextLookAt: null }) };
      const result = await this.collection(name).updateOne(
        { _id, clientId, ...(version !== undefined && { version }) },
        { $set, ...(version !== undefined && { $inc: { version: 1 } }) },
      );
      if (result.modifiedCount > 0) return true;
      stored = await this.collection(name).findOne({ _id, clientId });
    }
    return false;
  }

  private collection(name: string) {
    return this.connection.collection<Stored>(name);
  }
}
