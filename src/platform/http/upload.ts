import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import { applyDecorators, Injectable } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CommonErrors } from '../../common/errors.js';
import { Ids } from '../../common/ids.js';

/** A file that came with a request, on this node's disk until `remove`. */
export interface Upload {
  readonly path: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly hash: string;
  remove(): Promise<void>;
}

const CSV = 'text/csv';

/** The route takes a CSV file: as the body, or as the first file of a form. */
export const TakesCsv = () =>
  applyDecorators(
    RouteConfig({ takesCsv: true }),
    ApiConsumes(CSV, 'multipart/form-data'),
    ApiBody({
      schema: {
        type: 'object',
        properties: { file: { type: 'string', format: 'binary' } },
      },
    }),
  );

/** Leaves the bodies of such routes unread, for `Uploads`; no other route takes such a body. */
export function acceptFiles(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(CSV, (request, payload, done) => {
    const { takesCsv } = request.routeOptions.config as { readonly takesCsv?: boolean };
    if (takesCsv === true) done(null, payload);
    else done(CommonErrors.UNSUPPORTED_MEDIA_TYPE());
  });
}

/**
 * Takes in files that are too large for memory. They go to the disk first: what is done with one may
 * last longer than a client may take to send it.
 */
@Injectable()
export class Uploads {
  constructor(private readonly ids: Ids) {}

  /**
   * The text file of a request.
   * @throws CommonErrors.PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, VALIDATION_ERROR for what is no UTF-8
   */
  async receiveText(request: FastifyRequest, maxBytes: number): Promise<Upload> {
    const source = await fileOf(request, maxBytes);
    const path = join(tmpdir(), `crosspoint-${this.ids.next()}`);
    const remove = async () => await rm(path, { force: true });
    const hash = createHash('sha256');
    const text = new TextDecoder('utf-8', { fatal: true });
    let bytes = 0;
    const check = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > maxBytes) throw CommonErrors.PAYLOAD_TOO_LARGE();
        decode(text, chunk);
        hash.update(chunk);
        yield chunk;
      }
      decode(text);
    };
    try {
      await pipeline(source, check, createWriteStream(path, { mode: 0o600 }));
      if ('truncated' in source && source.truncated === true)
        throw CommonErrors.PAYLOAD_TOO_LARGE();
    } catch (error) {
      await remove();
      throw error;
    }
    return { path, hash: hash.digest('hex'), remove };
  }
}

async function fileOf(request: FastifyRequest, maxBytes: number): Promise<Readable> {
  if (!request.isMultipart()) {
    const { body } = request as { readonly body: unknown };
    if (isStream(body)) return body;
    throw CommonErrors.UNSUPPORTED_MEDIA_TYPE();
  }
  const file: MultipartFile | undefined = await request.file({ limits: { fileSize: maxBytes } });
  if (file) return file.file;
  throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'file', message: 'is missing' }] });
}

const isStream = (body: unknown): body is Readable =>
  typeof (body as Readable | null | undefined)?.pipe === 'function';

function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Buffer): void {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw CommonErrors.VALIDATION_ERROR({
      details: [{ field: 'file', message: 'must be text in UTF-8' }],
    });
  }
}
