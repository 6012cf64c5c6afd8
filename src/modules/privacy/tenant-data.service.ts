import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo, Schema } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { tenantCollections } from '../../platform/mongo/tenant-models.js';
import { SettingsErrors } from '../settings/settings.errors.js';
import { PrivacyErrors } from './privacy.errors.js';

interface Stored {
  readonly _id: string;
  readonly clientId: TenantId;
}

/** A line of the deployment's own log: it stays when the company is gone. */
interface Erasure {
  readonly _id: string;
  readonly what: 'tenant.erased';
  readonly clientId: TenantId;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Machine and process that began it. */
  readonly by: string;
  /** Documents by collection. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Gone first: from then on nobody comes in and no job sees the company. */
const DOORS = ['companies', 'channels', 'api_keys', 'agents', 'agent_sessions', 'refresh_tokens'];
/** What was at work when the doors closed may still write: a last look after so long. */
const LAST_LOOK_MS = 2000;

/** All that is stored of a company: out, or gone. Knows collections by their schemas alone. */
@Injectable()
export class TenantData {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * Every document of the company, one after the other, without what opens accounts.
   * @throws SettingsErrors.COMPANY_NOT_FOUND
   */
  async *export(
    clientId: TenantId,
  ): AsyncGenerator<{ readonly collection: string; readonly document: object }> {
    if (!(await this.exists(clientId))) throw SettingsErrors.COMPANY_NOT_FOUND();
    for (const [collection, schema] of tenantCollections()) {
      const projection = Object.fromEntries(secretsOf(schema).map((name) => [name, 0]));
      const cursor = this.collection(collection)
        .find({ clientId }, { projection })
        .sort({ _id: 1 });
      for await (const document of cursor) yield { collection, document };
    }
  }

  /**
   * Removes every document of the company, for ever. One that was cut off goes on where it was.
   * @returns how many documents went, by collection
   * @throws SettingsErrors.COMPANY_NOT_FOUND, PrivacyErrors.COMPANY_IN_USE
   */
  async erase(clientId: TenantId): Promise<Readonly<Record<string, number>>> {
    const { _id } = (await this.begun(clientId)) ?? (await this.begin(clientId));
    const names = new Set([...DOORS, ...tenantCollections().keys()]);
    while ((await this.pass(_id, clientId, names)) > 0) await sleep(LAST_LOOK_MS);
    const done = await this.erasures().findOneAndUpdate(
      { _id },
      { $set: { finishedAt: this.clock.date() } },
      { returnDocument: 'after' },
    );
    return done?.counts ?? {};
  }

  private async pass(_id: string, clientId: TenantId, names: Iterable<string>): Promise<number> {
    let gone = 0;
    for (const name of names) {
      const { deletedCount } = await this.collection(name).deleteMany({ clientId });
      if (deletedCount === 0) continue;
      gone += deletedCount;
      await this.erasures().updateOne({ _id }, { $inc: { [`counts.${name}`]: deletedCount } });
    }
    return gone;
  }

  private async begun(clientId: TenantId): Promise<Erasure | null> {
    return await this.erasures().findOne({ clientId, finishedAt: null });
  }

  private async begin(clientId: TenantId): Promise<Erasure> {
    if (!(await this.exists(clientId))) throw SettingsErrors.COMPANY_NOT_FOUND();
    const open = await this.connection
      .collection('call_logs')
      .countDocuments({ clientId, endedAt: null });
    if (open > 0) throw PrivacyErrors.COMPANY_IN_USE({ message: `${open} calls are not over` });
    const erasure: Erasure = {
      _id: this.ids.next(),
      what: 'tenant.erased',
      clientId,
      startedAt: this.clock.date(),
      finishedAt: null,
      by: `${hostname()}:${process.pid}`,
      counts: {},
    };
    await this.erasures().insertOne(erasure);
    return erasure;
  }

  private async exists(clientId: TenantId): Promise<boolean> {
    return (await this.collection('companies').countDocuments({ clientId })) > 0;
  }

  private collection(name: string): mongo.Collection<Stored> {
    return this.connection.collection<Stored>(name);
  }

  private erasures() {
    return this.connection.collection<Erasure>('deployment_log');
  }
}

/** Fields that are declared with `secret: true`. */
function secretsOf(schema: Schema): string[] {
  return Object.entries(schema.paths)
    .filter(([, path]) => (path.options as { secret?: boolean }).secret === true)
    .map(([name]) => name);
}
