import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { readBsonFile, writeBsonFile } from './bson-file.js';

const { BSON } = mongoose.mongo;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crosspoint-bson-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(path: string): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for await (const document of readBsonFile(path)) found.push(document);
  return found;
}
async function* each(documents: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* documents;
}

describe('a file of documents', () => {
  // From nothing to more than what is read at once.
  const documents = [0, 1, 50_000, 300_000, 3].map((length, index) =>
    BSON.serialize({ index, text: 'x'.repeat(length) }),
  );

  it('gives back what was written, to the byte', async () => {
    const path = join(folder, 'whole.bson.gz');
    const { documents: count } = await writeBsonFile(path, each(documents));
    expect(count).toBe(documents.length);
    const found = await read(path);
    expect(found).toHaveLength(documents.length);
    expect(Buffer.concat(found).equals(Buffer.concat(documents))).toBe(true);
    await expect(writeBsonFile(path, each([]))).rejects.toThrow('EEXIST');
  });

  it('is refused when it is cut off, packed or unpacked, or is something else', async () => {
    const path = join(folder, 'cut.bson.gz');
    await writeBsonFile(path, each([BSON.serialize({ a: 'text' }), BSON.serialize({ b: 1 })]));
    const packed = await readFile(path);
    for (const [bytes, why] of [
      [packed.subarray(0, packed.length - 12), 'unexpected end of file'],
      [gzipSync(gunzipSync(packed).subarray(0, -3)), 'ends within a document'],
      [gzipSync(Buffer.from([0, 0, 0, 0, 1, 2, 3])), 'not BSON'],
      [Buffer.from('no gzip'), 'incorrect header check'],
    ] as const) {
      await writeFile(path, bytes);
      await expect(read(path)).rejects.toThrow(why);
    }
    await expect(read(join(folder, 'none'))).rejects.toThrow('ENOENT');
  });
});
