import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { z } from 'zod';
import { readBsonFile, writeBsonFile } from './bson-file.js';

const MANIFEST = 'manifest.json';
const BATCH = 500;
/** Numbers come back as the type that they had: a long stays a long. */
const AS_STORED = { promoteValues: false, promoteBuffers: false, promoteLongs: false } as const;

const manifestSchema = z.object({
  format: z.literal('crosspoint-backup/1'),
  takenAt: z.iso.datetime(),
  collections: z.record(z.string(), z.object({ documents: z.number(), sha256: z.string() })),
});
/** What a backup holds, by collection. Written last: a folder without it is no backup. */
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * Writes every document of the database into a new folder, as it was at one moment: all is read in
 * one snapshot, which MongoDB keeps for five minutes unless it is told otherwise. Indexes and
 * validators are not in it: a server makes them when it starts.
 * @throws Error when the folder exists, or when the snapshot is over before all is read
 */
export async function backUp(
  connection: Connection,
  folder: string,
  takenAt: Date,
): Promise<Manifest> {
  await mkdir(folder, { mode: 0o700 });
  const session = connection.getClient().startSession({ snapshot: true });
  const collections: Record<string, Manifest['collections'][string]> = {};
  try {
    for (const name of await collectionsOf(connection)) {
      const found = connection.collection(name).find({}, { session, raw: true });
      const documents = found as unknown as AsyncIterable<Uint8Array>;
      collections[name] = await writeBsonFile(fileOf(folder, name), documents);
    }
  } finally {
    await session.endSession();
  }
  const manifest: Manifest = {
    format: 'crosspoint-backup/1',
    takenAt: takenAt.toISOString(),
    collections,
  };
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, {
    mode: 0o600,
  });
  return manifest;
}

/**
 * Puts a backup into an empty database. All files are looked through before the first document is
 * written.
 * @throws Error when the database is not empty, or a file is not what the backup wrote
 */
export async function restore(connection: Connection, folder: string): Promise<Manifest> {
  for (const name of await collectionsOf(connection)) {
    if (await connection.collection(name).findOne({}, { projection: { _id: 1 } })) {
      throw new Error(`The database is not empty: ${name} has documents`);
    }
  }
  const text = await readFile(join(folder, MANIFEST), 'utf8');
  const manifest = manifestSchema.parse(JSON.parse(text));
  for (const [name, written] of Object.entries(manifest.collections)) {
    const hash = createHash('sha256');
    for await (const document of readBsonFile(fileOf(folder, name))) hash.update(document);
    if (hash.digest('hex') !== written.sha256) {
      throw new Error(`${fileOf(folder, name)} is not what was written`);
    }
  }
  for (const [name, { documents }] of Object.entries(manifest.collections)) {
    await fill(connection, name, fileOf(folder, name));
    const stored = await connection.collection(name).countDocuments();
    if (stored !== documents) throw new Error(`${name} has ${stored} of ${documents} documents`);
  }
  return manifest;
}

async function fill(connection: Connection, name: string, path: string): Promise<void> {
  let batch: mongoose.mongo.BSON.Document[] = [];
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = [];
    if (full.length > 0) await connection.collection(name).insertMany(full);
  };
  for await (const document of readBsonFile(path)) {
    batch.push(mongoose.mongo.BSON.deserialize(document, AS_STORED));
    if (batch.length >= BATCH) await flush();
  }
  await flush();
}

/** Not views, which are made from collections, and not MongoDB's own. */
async function collectionsOf(connection: Connection): Promise<string[]> {
  const found = await connection.db?.listCollections({ type: 'collection' }).toArray();
  const names = (found ?? []).map(({ name }) => name);
  return names.filter((name) => !name.startsWith('system.')).sort();
}

/** A name of a collection may have no slash in it that leads elsewhere. */
function fileOf(folder: string, name: string): string {
  if (!/^[\w.-]+$/.test(name)) throw new Error(`not the name of a collection: ${name}`);
  return join(folder, `${name}.bson.gz`);
}
