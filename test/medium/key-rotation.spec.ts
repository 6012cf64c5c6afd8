import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { Config } from '../../src/config/config.js';
import { parseEnv } from '../../src/config/env.schema.js';
import { KeyRotation } from '../../src/platform/crypto/key-rotation.js';
import { SecretBox, type Sealed } from '../../src/platform/crypto/secret-box.js';
import type { SealedCollection } from '../../src/platform/crypto/sealed-collection.js';

const OLD = `old:${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `new:${Buffer.alloc(32, 2).toString('base64')}`;
const COUNT = 350;

function boxWith(...keys: readonly string[]): SecretBox {
  const parsed = parseEnv({ CREDENTIALS_KEYS: keys.join(',') });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return new SecretBox(new Config(parsed.env));
}

interface Thing {
  readonly _id: string;
  readonly secrets: readonly { readonly sealed: Sealed }[];
}
const THINGS: SealedCollection<Thing> = {
  collection: 'things',
  secretsOf: ({ _id, secrets }) =>
    secrets.map(({ sealed }, index) => ({
      path: `secrets.${index}.sealed`,
      sealed,
      boundTo: ['bank', _id],
    })),
};

let connection: mongoose.Connection;
const things = () => connection.collection<Thing>('things');
const idOf = (index: number): string => `t${String(index).padStart(4, '0')}`;

beforeAll(async () => {
  const uri = process.env['MONGODB_URI'] ?? '';
  const database = `t_${process.pid}_${randomBytes(4).toString('hex')}`;
  connection = await mongoose
    .createConnection(uri.replace(/\/[^/?]*(\?|$)/, `/${database}$1`))
    .asPromise();
}, 30_000);
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

beforeEach(async () => {
  const old = boxWith(OLD);
  await things().deleteMany({});
  await things().insertMany(
    Array.from({ length: COUNT }, (_, index) => ({
      _id: idOf(index),
      secrets: [{ sealed: old.seal(`secret ${index}`, ['bank', idOf(index)]) }],
    })),
  );
});

async function plain(box: SecretBox): Promise<string[]> {
  const found = await things().find().sort({ _id: 1 }).toArray();
  return found.map(({ _id, secrets: [first] }) => box.open(first!.sealed, ['bank', _id]));
}
const expected = Array.from({ length: COUNT }, (_, index) => `secret ${index}`);

describe('an exchange of the master key', () => {
  it('that is broken off goes on where it stopped; both keys open meanwhile', async () => {
    const both = boxWith(NEW, OLD);
    const rotation = new KeyRotation(connection, both, [THINGS]);
    const broken = rotation.rotate((resealed) => {
      if (resealed >= 200) throw new Error('killed');
    });
    await expect(broken).rejects.toThrow('killed');
    const [half] = await rotation.list();
    expect(half?.secrets).toEqual({ new: 200, old: COUNT - 200 });
    expect(await plain(both)).toEqual(expected);

    expect(await rotation.rotate(() => undefined)).toEqual({
      resealed: COUNT - 200,
      left: 0,
      broken: [],
    });
    expect(await plain(boxWith(NEW))).toEqual(expected);
    expect((await rotation.rotate(() => undefined)).resealed).toBe(0);
  });

  it('never puts back a secret that was changed meanwhile', async () => {
    const both = boxWith(NEW, OLD);
    const old = boxWith(OLD);
    const changed = idOf(COUNT - 1);
    const rotation = new KeyRotation(connection, both, [
      {
        collection: 'things',
        // Between the read and the write somebody who has the old key first stores another secret.
        secretsOf: (thing: Thing) => {
          if (thing._id === changed) void change();
          return THINGS.secretsOf(thing);
        },
      },
    ]);
    let changes: Promise<unknown> | undefined;
    const change = (): Promise<unknown> =>
      (changes ??= things().updateOne(
        { _id: changed },
        { $set: { 'secrets.0.sealed': old.seal('changed', ['bank', changed]) } },
      ));
    const { left } = await rotation.rotate(() => undefined);
    await changes;
    expect(left).toBe(0);
    expect((await plain(both)).at(-1)).toBe('changed');
  });

  it('leaves alone what does not open, and says which', async () => {
    const both = boxWith(NEW, OLD);
    const stolen = await things().findOne({ _id: idOf(0) });
    await things().updateOne({ _id: idOf(1) }, { $set: { secrets: stolen!.secrets } });
    const rotation = new KeyRotation(connection, both, [THINGS]);
    const { resealed, broken } = await rotation.rotate(() => undefined);
    expect(resealed).toBe(COUNT - 1);
    expect(broken).toEqual([
      {
        collection: 'things',
        id: idOf(1),
        path: 'secrets.0.sealed',
        reason: expect.stringContaining('belongs elsewhere'),
      },
    ]);
    expect(await rotation.check()).toEqual(broken);
  });
});
