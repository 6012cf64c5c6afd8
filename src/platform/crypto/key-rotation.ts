import type { Connection, mongo } from 'mongoose';
import { SealError, type SecretBox } from './secret-box.js';
import type { SealedCollection, SealedSecret } from './sealed-collection.js';

const BATCH = 100;
/** A secret that is changed while it is sealed anew is looked at again, so often. */
const MOST_PASSES = 5;

/** How many secrets of a collection each master key seals. */
export interface KeyCounts {
  readonly collection: string;
  readonly secrets: Readonly<Record<string, number>>;
}

/** A secret that cannot be opened, by its place; never its value. */
export interface BrokenSecret {
  readonly collection: string;
  readonly id: string;
  readonly path: string;
  readonly reason: string;
}

export interface RotationResult {
  /** Sealed anew under the first master key. */
  readonly resealed: number;
  /** Under another key still: changed each time by somebody else while this ran. */
  readonly left: number;
  readonly broken: readonly BrokenSecret[];
}

interface Stored {
  readonly _id: string;
}

/**
 * Exchanges master keys while the system serves: every secret under another key than the first is
 * sealed anew, each in a write of its own that counts only if the secret is still the one that was
 * read. What is done stays done, so it may be stopped at any moment and begun again.
 */
export class KeyRotation {
  constructor(
    private readonly connection: Connection,
    private readonly box: SecretBox,
    private readonly collections: readonly SealedCollection[],
  ) {}

  async list(): Promise<KeyCounts[]> {
    return await Promise.all(
      this.collections.map(async (collection) => {
        const secrets: Record<string, number> = {};
        await this.eachSecret(collection, (_id, { sealed }) => {
          secrets[sealed.keyId] = (secrets[sealed.keyId] ?? 0) + 1;
        });
        return { collection: collection.collection, secrets };
      }),
    );
  }

  /** Opens every secret; those that do not open. */
  async check(): Promise<BrokenSecret[]> {
    const broken: BrokenSecret[] = [];
    for (const collection of this.collections) {
      await this.eachSecret(collection, (id, secret) => {
        const reason = this.whyClosed(secret);
        if (reason !== null) {
          broken.push({ collection: collection.collection, id, path: secret.path, reason });
        }
      });
    }
    return broken;
  }

  /** @param onBatch hears after each batch how many secrets were sealed anew so far */
  async rotate(onBatch: (resealed: number) => void): Promise<RotationResult> {
    let resealed = 0;
    for (let pass = 1; ; pass += 1) {
      let left = 0;
      const broken: BrokenSecret[] = [];
      for (const collection of this.collections) {
        for await (const documents of this.batches(collection)) {
          const done = await this.reseal(collection, documents, broken);
          resealed += done.resealed;
          left += done.missed;
          if (done.resealed > 0) onBatch(resealed);
        }
      }
      if (left === 0 || pass === MOST_PASSES) return { resealed, left, broken };
    }
  }

  private async reseal(
    { collection, secretsOf }: SealedCollection,
    documents: readonly Stored[],
    broken: BrokenSecret[],
  ): Promise<{ readonly resealed: number; readonly missed: number }> {
    const writes: mongo.AnyBulkWriteOperation[] = [];
    for (const document of documents) {
      for (const { path, sealed, boundTo } of secretsOf(document as never)) {
        if (sealed.keyId === this.box.sealingKey) continue;
        const reason = this.whyClosed({ path, sealed, boundTo });
        if (reason !== null) {
          broken.push({ collection, id: document._id, path, reason });
          continue;
        }
        const fresh = this.box.seal(this.box.open(sealed, boundTo), boundTo);
        writes.push({
          updateOne: {
            // The wrapped key is random: where it stands, the secret is still the one we read.
            filter: { _id: document._id as never, [`${path}.wrappedKey`]: sealed.wrappedKey },
            update: { $set: { [path]: fresh } },
          },
        });
      }
    }
    if (writes.length === 0) return { resealed: 0, missed: 0 };
    const { matchedCount } = await this.connection
      .collection(collection)
      .bulkWrite(writes, { ordered: false });
    return { resealed: matchedCount, missed: writes.length - matchedCount };
  }

  private whyClosed({ sealed, boundTo }: SealedSecret): string | null {
    try {
      this.box.open(sealed, boundTo);
      return null;
    } catch (error) {
      if (error instanceof SealError) return error.message;
      throw error;
    }
  }

  private async eachSecret(
    collection: SealedCollection,
    look: (id: string, secret: SealedSecret) => void,
  ): Promise<void> {
    for await (const documents of this.batches(collection)) {
      for (const document of documents) {
        for (const secret of collection.secretsOf(document as never)) look(document._id, secret);
      }
    }
  }

  /** All documents in the order of their ids; each batch is read when the one before is done. */
  private async *batches({ collection }: SealedCollection): AsyncGenerator<readonly Stored[]> {
    let last: string | null = null;
    for (;;) {
      const batch: Stored[] = await this.connection
        .collection<Stored>(collection)
        .find(last === null ? {} : { _id: { $gt: last } })
        .sort({ _id: 1 })
        .limit(BATCH)
        .toArray();
      const end = batch.at(-1);
      if (!end) return;
      yield batch;
      last = end._id;
    }
  }
}
