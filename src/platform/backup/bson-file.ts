import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { pipeline as written } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** What a file holds: to be compared when it is read again. */
export interface BsonFile {
  readonly documents: number;
  /** SHA-256 of the documents one after the other, in hexadecimal. */
  readonly sha256: string;
}

/** Every document says its own length in its first four bytes. */
const LENGTH_BYTES = 4;
/** MongoDB's own limit, and some room: what claims more is no document. */
const MAX_DOCUMENT_BYTES = 17 * 1024 * 1024;

/** Documents one after the other, compressed: what `mongodump --gzip` writes. */
export async function writeBsonFile(
  path: string,
  documents: AsyncIterable<Uint8Array>,
): Promise<BsonFile> {
  const hash = createHash('sha256');
  let count = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const document of documents) {
      count += 1;
      hash.update(document);
      yield document;
    }
  }
  // Readable by nobody else: sealed secrets and people's numbers are in it.
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await written(counted(), createGzip({ level: 1 }), file);
  return { documents: count, sha256: hash.digest('hex') };
}

/** The documents of such a file, as bytes. @throws Error when it is cut off or no such file */
export async function* readBsonFile(path: string): AsyncGenerator<Buffer> {
  // What goes wrong is thrown by the reading below.
  const source = pipeline(createReadStream(path), createGunzip(), () => undefined);
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of source as AsyncIterable<Buffer>) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let at = 0;
    for (let end = endOf(held, at); end !== null; end = endOf(held, at)) {
      yield held.subarray(at, end);
      at = end;
    }
    held = held.subarray(at);
  }
  if (held.length > 0) throw new Error(`${path} ends within a document`);
}

/** Where the document that begins here ends; null while it has not come whole. */
function endOf(held: Buffer, at: number): number | null {
  if (held.length < at + LENGTH_BYTES) return null;
  const length = held.readInt32LE(at);
  if (length <= LENGTH_BYTES || length > MAX_DOCUMENT_BYTES) throw new Error('not BSON');
  return held.length < at + length ? null : at + length;
}
