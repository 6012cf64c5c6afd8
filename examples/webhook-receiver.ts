import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { parseArgs } from 'node:util';

/**
 * Hears of a company's events (docs/webhooks.md): checks who sent them, takes each one once.
 * `node dist/examples/webhook-receiver.js --port 4000 --secret whsec_…`
 */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '4000' }, secret: { type: 'string', default: '' } },
});
const TOLERANCE_SECONDS = 300;
const LONGEST_BYTES = 1024 * 1024;
const key = Buffer.from(values.secret.replace(/^whsec_/, ''), 'base64');
/** A message comes at least once. A real receiver keeps the ids with what it made of them. */
const taken = new Set<string>();

/** Standard Webhooks: HMAC-SHA256 over id, time and the body as it came. */
function isGenuine(headers: IncomingHttpHeaders, body: string): boolean {
  const id = String(headers['webhook-id']);
  const timestamp = Number(headers['webhook-timestamp']);
  if (!(Math.abs(Date.now() / 1000 - timestamp) < TOLERANCE_SECONDS)) return false;
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .map((part) => Buffer.from(part.replace(/^v1,/, ''), 'base64'))
    .some((given) => given.length === wanted.length && timingSafeEqual(given, wanted));
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LONGEST_BYTES) request.destroy();
    else chunks.push(chunk);
  });
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    if (!isGenuine(request.headers, body)) {
      response.writeHead(401).end();
      return;
    }
    const { id, type, seq, data } = JSON.parse(body) as Record<string, unknown>;
    if (!taken.has(String(id))) console.log(seq, type, JSON.stringify(data));
    taken.add(String(id));
    // Answer within 15 s: take it in, work later.
    response.writeHead(204).end();
  });
});
server.listen(Number(values.port), '127.0.0.1', () => console.log(`hears on ${values.port}`));
process.once('SIGTERM', () => server.close());
