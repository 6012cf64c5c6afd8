import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isTooDeep } from './body-depth.js';

/** One name for whatever a webhook says it sends: the parser looks for itself. */
const WEBHOOK = 'application/x-webhook';
const WEBHOOK_ROUTES = /^\/webhooks\//;
/** What is longer is cut: the caller's own call is in the first fields. */
const MOST_BYTES = 1024 * 1024;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Bodies of `/webhooks/`: JSON, forms and multipart, whatever they are called and however broken.
 * Never refused: what can't be read arrives as `{ unreadable: text }`, and is stored and answered.
 */
export function acceptWebhookBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (WEBHOOK_ROUTES.test(request.url)) {
      const { headers } = request.raw;
      headers['x-content-type'] = headers['content-type'] ?? '';
      headers['content-type'] = WEBHOOK;
    }
    done();
  });
  fastify.addContentTypeParser(
    WEBHOOK,
    async (request: FastifyRequest, payload: IncomingMessage) => {
      const { body, isCut } = await readSome(payload);
      const fields = await readFields(body, String(request.headers['x-content-type']));
      return isCut ? { ...fields, unreadable: `longer than ${MOST_BYTES} bytes` } : fields;
    },
  );
}

/** The first bytes of a body; what follows is thrown away as it comes. */
async function readSome(payload: IncomingMessage): Promise<{ body: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    if (bytes < MOST_BYTES) chunks.push(chunk);
    bytes += chunk.length;
  }
  return { body: Buffer.concat(chunks).subarray(0, MOST_BYTES), isCut: bytes > MOST_BYTES };
}

/** A body's fields, by what it is rather than by what it is called. */
export async function readFields(body: Buffer, contentType: string): Promise<Fields> {
  if (body.length === 0) return {};
  const text = body.toString('utf8');
  if (/^multipart\//i.test(contentType)) {
    const form = await new Response(body, { headers: { 'content-type': contentType } })
      .formData()
      .catch(() => null);
    return form ? flatten(textOf(form)) : { unreadable: text };
  }
  const json = parseObject(text);
  if (json) return json;
  const isForm = /urlencoded/i.test(contentType) || /^[\w.[\]%+-]+=/.test(text);
  return isForm ? flatten(new URLSearchParams(text)) : { unreadable: text };
}

function parseObject(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !isTooDeep(value)
      ? (value as Fields)
      : null;
  } catch {
    return null;
  }
}

function* textOf(form: FormData): Generator<readonly [string, string]> {
  for (const [key, value] of form) if (typeof value === 'string') yield [key, value];
}

/** Keys stay flat (`Legs[0][Status]` is one key); one that comes twice is a list of its values. */
function flatten(entries: Iterable<readonly [string, string]>): Fields {
  const flat = new Map<string, string | string[]>();
  for (const [key, value] of entries) {
    const known = flat.get(key);
    flat.set(key, known === undefined ? value : [known, value].flat());
  }
  return Object.fromEntries(flat);
}
