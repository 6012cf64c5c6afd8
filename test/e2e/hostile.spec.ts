import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, type TestTenant } from '../support/harness.js';
import { bodyOf, OpenApi, type Schema } from '../support/openapi.js';

type Body = Readonly<Record<string, unknown>>;
type Ask = (name: string, body: unknown) => Promise<{ status: number; code: string | undefined }>;

let app: AppHarness;
let bank: TestTenant;
let document: OpenApi;
/** What a client was told that began a request when the tests began, and never ended it. */
let toldTheSlow: Promise<string>;

beforeAll(async () => {
  app = await AppHarness.start();
  bank = await app.tenant();
  document = await OpenApi.of(app);
  toldTheSlow = dropByDrop();
});
afterAll(() => app.stop());

/** Sends a header a second for ever (slowloris); what it was told when it was cut off. */
async function dropByDrop(): Promise<string> {
  const socket = connect(app.port, '127.0.0.1');
  let told = '';
  socket.on('data', (chunk: Buffer) => (told += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write('GET /health/live HTTP/1.1\r\nHost: crosspoint\r\n');
  const drops = setInterval(() => socket.write('X-Drop: 1\r\n'), 1000);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(drops);
  return told;
}

/** These keep what they do not know: Exotel sends more than it says. */
const TAKES_ANYTHING = /^\w+ \/webhooks\//;
/** These drop unknown fields (the contract says so). */
const DROPS_UNKNOWN = /^\w+ \/api\/v1\/(calls|campaigns|dnc)/;

/** Operations that take a JSON object. */
const changes = () =>
  document
    .operations()
    .filter((name) => !TAKES_ANYTHING.test(name) && isBody(bodyOf(document, name)));
const isBody = (body: unknown): body is Body =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

const placeOf = (name: string) => {
  const [method = '', path = ''] = name.split(' ');
  const filled = path
    .replace('{clientId}', bank.clientId)
    .replace('{type}', 'voice')
    .replace(/\/agents\/\{\w+\}/, '/agents/999999999')
    .replace(/\{\w+\}/g, 'no-such-id');
  return { verb: method.toLowerCase() as 'get' | 'post' | 'put' | 'delete', path: filled };
};
const ask: Ask = async (name, body) => {
  const { verb, path } = placeOf(name);
  const http = app.http(bank.admin.token);
  const answer = await http[verb](path)
    .set('Content-Type', 'application/json')
    .send(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    status: answer.status,
    code: (answer.body as { error?: { code?: string } }).error?.code,
  };
};

/** The fields of a body, each by its name and its schema. */
function fieldsOf(name: string): (readonly [string, Schema])[] {
  const schema = document.get(name).requestBody?.content?.['application/json']?.schema ?? {};
  return Object.entries(document.resolve(schema).properties ?? {}).map(
    ([field, inner]) => [field, document.resolve(inner)] as const,
  );
}

/** Sends every operation something, and lists those that answered otherwise than they should. */
async function astray(
  variants: (name: string, body: Body) => readonly (readonly [string, unknown])[],
  isRight: (answer: { status: number; code: string | undefined }) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (const name of changes()) {
    for (const [what, body] of variants(name, bodyOf(document, name) as Body)) {
      const answer = await ask(name, body);
      if (!isRight(answer)) found.push(`${name} ${what}: ${answer.status} ${answer.code}`);
    }
  }
  return found;
}
const isRefused = ({ status, code }: { status: number; code: string | undefined }) =>
  status === 400 && code === 'VALIDATION_ERROR';
const isNoFault = ({ status }: { status: number }) => status < 500;

describe('every body', () => {
  it('with a field that nobody asked for is refused', async () => {
    const found = await astray(
      (name, body) => (DROPS_UNKNOWN.test(name) ? [] : [['surplus', { ...body, surplus: 1 }]]),
      isRefused,
    );
    expect(found).toEqual([]);
  });

  it('with an operator where a value belongs is refused', async () => {
    const found = await astray(
      (name, body) =>
        fieldsOf(name)
          .filter(([, { type }]) => ['string', 'number', 'integer', 'boolean'].includes(type ?? ''))
          .flatMap(([field]) => [
            [`${field}.$gt`, { ...body, [field]: { $gt: '' } }] as const,
            [`${field}[]`, { ...body, [field]: [{ $ne: null }] }] as const,
          ]),
      isRefused,
    );
    expect(found).toEqual([]);
  });

  it('that reaches for a prototype is refused, and changes none', async () => {
    const found = await astray(
      (_, body) => [
        ['__proto__', `{"__proto__":{"role":"admin"},${JSON.stringify(body).slice(1)}`],
        ['constructor', { ...body, constructor: { prototype: { role: 'admin' } } }],
      ],
      isRefused,
    );
    expect(found).toEqual([]);
    expect((await app.http(bank.admin.token).get('/api/auth/me')).body).toMatchObject({
      id: bank.admin.id,
    });
  });

  it('with HTML tags in a name is refused', async () => {
    const found = await astray(
      (name, body) =>
        fieldsOf(name)
          .filter(
            ([field, { type }]) => /^(name|fullName|department)$/.test(field) && type === 'string',
          )
          .map(
            ([field]) => [field, { ...body, [field]: 'Ada <script>alert(1)</script>' }] as const,
          ),
      isRefused,
    );
    expect(found).toEqual([]);
  });

  it('that is no JSON object is refused', async () => {
    const found = await astray(
      () => [
        ['text', '"text"'],
        ['number', '7'],
        ['null', 'null'],
        ['half', '{"a":'],
      ],
      isRefused,
    );
    expect(found).toEqual([]);
  });

  it('of strange or endless texts does no harm', async () => {
    const texts = [
      '\u0000\u0007\u202e',
      '👩‍👩‍👧‍👦'.repeat(50),
      'x'.repeat(100_000),
      '${7*7}',
      "' OR 1=1 --",
    ];
    const found = await astray(
      (name, body) =>
        fieldsOf(name)
          .filter(([, { type }]) => type === 'string')
          .flatMap(([field]) =>
            texts.map(
              (text) => [`${field}=${text.slice(0, 8)}`, { ...body, [field]: text }] as const,
            ),
          ),
      isNoFault,
    );
    expect(found).toEqual([]);
  });

  it('nested deeper than anything is refused, not followed down', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const found = await astray(
      (name, body) => [
        ['whole', deep],
        ...fieldsOf(name).map(([field]) => {
          const text = JSON.stringify({ ...body, [field]: '' });
          return [field, text.replace(`"${field}":""`, `"${field}":${deep}`)] as const;
        }),
      ],
      isNoFault,
    );
    expect(found).toEqual([]);
  });

  it('that is packed is not unpacked', async () => {
    const bomb = gzipSync(`{"name":"${' '.repeat(50 * 1024 * 1024)}"}`);
    const answer = await fetch(`${app.url}/api/teams`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${bank.admin.token}`,
        'Content-Type': 'application/json',
        'Content-Encoding': 'gzip',
      },
      body: bomb,
    });
    expect(answer.status).toBe(400);
  });

  it('that is too long is 413', async () => {
    const answer = await ask('POST /api/teams', { name: 'x'.repeat(2 * 1024 * 1024) });
    expect(answer).toEqual({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });
});

describe('every question', () => {
  const QUERIES = [
    'page[$gt]=1',
    'search[$ne]=x',
    'sort[$where]=1',
    'limit=__proto__',
    'agentId[$gt]=0',
    'from[$gt]=2020-01-01',
    '__proto__[role]=admin',
    'constructor.prototype=1',
    'page=9007199254740993',
    'limit=-1',
    'status[]=a&status[]=b',
    'search=%00%07',
    'search=(((((((((((a+)+)+)+)+$',
  ];

  it('with an operator or a prototype in it is refused or answered without it', async () => {
    const found: string[] = [];
    for (const name of document.operations()) {
      if (!name.startsWith('GET /api/')) continue;
      const { path } = placeOf(name);
      for (const query of QUERIES) {
        const { status } = await app.http(bank.admin.token).get(`${path}?${query}`);
        if (status >= 500) found.push(`${name}?${query}: ${status}`);
      }
    }
    expect(found).toEqual([]);
  });

  it('with a field that nobody knows is answered as without it', async () => {
    const found: string[] = [];
    for (const name of document.operations()) {
      if (!name.startsWith('GET /api/')) continue;
      const { path } = placeOf(name);
      const statuses = [];
      for (const query of ['', '?surplus=1']) {
        statuses.push((await app.http(bank.admin.token).get(`${path}${query}`)).status);
      }
      if (statuses[0] !== statuses[1]) found.push(`${name}: ${statuses.join(' ')}`);
    }
    expect(found).toEqual([]);
  });
});

it('a client that sends drop by drop is cut off, and keeps nobody else', async () => {
  expect(await toldTheSlow).toContain('408 Request Timeout');
  expect((await app.http().get('/health/live')).status).toBe(200);
});
