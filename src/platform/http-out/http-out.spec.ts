import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { testTls } from '../../../test/support/mail-server.js';
import { Config } from '../../config/config.js';
import { parseEnv } from '../../config/env.schema.js';
import { AddressGuard, NameLookup } from './address-guard.js';
import { HttpOut, type OutgoingRequest } from './http-out.js';
import { OutgoingError } from './outgoing-error.js';

const LOOPBACK = { address: '127.0.0.1', family: 4 };
const PUBLIC = { address: '93.184.215.14', family: 4 };

/** Names with the answers that they give, one after the other; the last one stays. */
class ScriptedNames extends NameLookup {
  asked = 0;
  constructor(private readonly answers: Readonly<Record<string, readonly LookupAddress[][]>>) {
    super();
  }
  override addressesOf(name: string): Promise<readonly LookupAddress[]> {
    const answers = this.answers[name.replace(/\.$/, '')];
    if (!answers) return Promise.reject(Object.assign(new Error(name), { code: 'ENOTFOUND' }));
    const answer = answers[Math.min(this.asked, answers.length - 1)] ?? [];
    this.asked += 1;
    return Promise.resolve(answer);
  }
}

const clients: HttpOut[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.onApplicationShutdown()));
});

function clientWith(env: Record<string, string> = {}, names = new ScriptedNames({})): HttpOut {
  const parsed = parseEnv(env);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const config = new Config(parsed.env);
  const client = new HttpOut(new AddressGuard(config, names), config);
  clients.push(client);
  return client;
}

const get = (client: HttpOut, url: string, more: Partial<OutgoingRequest> = {}) =>
  client.request({ method: 'GET', url, timeoutMs: 3000, ...more });

/** Why it did not work. */
async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it worked'),
    (thrown: unknown) => thrown,
  );
  return error instanceof OutgoingError ? error.reason : String(error);
}

/** A server on the loopback that no stranger may reach. */
let victim: Server;
let port: number;
let hits: string[];
let answer: RequestListener;

beforeAll(async () => {
  hits = [];
  victim = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  victim.listen(0, '127.0.0.1');
  await once(victim, 'listening');
  ({ port } = victim.address() as AddressInfo);
});
afterAll(() => {
  victim.closeAllConnections();
  victim.close();
});
afterEach(() => {
  hits = [];
  answer = (_request, response) => response.end('hello');
});
answer = (_request, response) => response.end('hello');

describe('nobody is led to a private address', () => {
  const tricks: readonly (readonly [string, (at: number) => string])[] = [
    ['as it is', (at) => `http://127.0.0.1:${at}/`],
    ['as one decimal number', (at) => `http://2130706433:${at}/`],
    ['in octal', (at) => `http://0177.0.0.01:${at}/`],
    ['in hexadecimal', (at) => `http://0x7f.0x0.0x0.0x1:${at}/`],
    ['as one hexadecimal number', (at) => `http://0x7f000001:${at}/`],
    ['with parts left out', (at) => `http://127.1:${at}/`],
    ['with a dot behind it', (at) => `http://127.0.0.1.:${at}/`],
    ['in wide letters', (at) => `http://１２７.０.０.１:${at}/`],
    ['with its dots as ideographs', (at) => `http://127。0。0。1:${at}/`],
    ['with escaped letters', (at) => `http://%31%32%37.0.0.1:${at}/`],
    ['as the unspecified address', (at) => `http://0.0.0.0:${at}/`],
    ['as zero', (at) => `http://0:${at}/`],
    ['as IPv6 loopback', (at) => `http://[::1]:${at}/`],
    ['as the unspecified IPv6 address', (at) => `http://[::]:${at}/`],
    ['mapped into IPv6', (at) => `http://[::ffff:127.0.0.1]:${at}/`],
    ['mapped into IPv6, in hexadecimal', (at) => `http://[::ffff:7f00:1]:${at}/`],
    ['through NAT64', (at) => `http://[64:ff9b::7f00:1]:${at}/`],
    ['at IPv6 link-local', () => 'http://[fe80::1]/'],
    ['at IPv6 unique local', () => 'http://[fd12::1]/'],
    ['at the metadata of clouds', () => 'http://169.254.169.254/latest/meta-data/'],
    ['at the metadata of clouds over IPv6', () => 'http://[fd00:ec2::254]/latest/meta-data/'],
    ['behind a carrier’s NAT', () => 'http://100.64.0.1/'],
    ['in class A', () => 'http://10.0.0.1/'],
    ['in class B', () => 'http://172.16.0.1/'],
    ['in class C', () => 'http://192.168.0.1/'],
  ];

  it.each(tricks)('%s', async (_title, urlAt) => {
    const client = clientWith();
    expect(await reasonOf(get(client, urlAt(port)))).toBe('closed_address');
    expect(await reasonOf(client.check(urlAt(port)))).toBe('closed_address');
    expect(hits).toEqual([]);
  });

  it('by a name that leads there', async () => {
    const names = new ScriptedNames({ 'inner.example': [[LOOPBACK]] });
    const client = clientWith({}, names);
    expect(await reasonOf(get(client, `http://inner.example:${port}/`))).toBe('closed_address');
    expect(hits).toEqual([]);
  });

  it('by a name with a dot behind it', async () => {
    const client = clientWith({}, new ScriptedNames({ localhost: [[LOOPBACK]] }));
    expect(await reasonOf(get(client, `http://localhost.:${port}/`))).toBe('closed_address');
    expect(hits).toEqual([]);
  });

  it('by a name that has a public address too', async () => {
    const client = clientWith({}, new ScriptedNames({ 'both.example': [[PUBLIC, LOOPBACK]] }));
    expect(await reasonOf(get(client, 'http://both.example/'))).toBe('closed_address');
    expect(hits).toEqual([]);
  });

  it('by a name that changes its answer after the check', async () => {
    const names = new ScriptedNames({ 'rebind.example': [[PUBLIC], [LOOPBACK]] });
    const client = clientWith({}, names);
    await client.check('http://rebind.example/');
    expect(await reasonOf(get(client, `http://rebind.example:${port}/`))).toBe('closed_address');
    expect(hits).toEqual([]);
  });

  it('by a name that changes its answer between our look and the connection: it is asked once', async () => {
    const names = new ScriptedNames({ 'rebind.example': [[LOOPBACK], [PUBLIC]] });
    const client = clientWith({ OUTGOING_ALLOW_PRIVATE: '127.0.0.0/8' }, names);
    const { text } = await get(client, `http://rebind.example:${port}/`);
    expect([text, names.asked]).toEqual(['hello', 1]);
  });

  it('by a redirect, to wherever it leads', async () => {
    answer = (_request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    };
    const client = clientWith({ OUTGOING_ALLOW_PRIVATE: `127.0.0.1:${port}` });
    const { status } = await get(client, `http://127.0.0.1:${port}/first`);
    expect(status).toBe(302);
    expect(hits).toEqual(['GET /first']);
  });

  it('by a user name that looks like the host', async () => {
    const client = clientWith();
    expect(await reasonOf(get(client, `http://good.example@127.0.0.1:${port}/`))).toBe('bad_url');
    expect(await reasonOf(get(client, 'http://user:secret@good.example/'))).toBe('bad_url');
    expect(hits).toEqual([]);
  });

  it.each(['file:///etc/passwd', 'gopher://127.0.0.1/', 'ftp://good.example/', 'data:,x', 'x'])(
    'by another scheme (%s)',
    async (url) => expect(await reasonOf(get(clientWith(), url))).toBe('bad_url'),
  );

  it.each([22, 25, 6379, 27017, 3000])('at a port that is not for the web (%i)', async (at) => {
    const client = clientWith({}, new ScriptedNames({ 'good.example': [[PUBLIC]] }));
    expect(await reasonOf(get(client, `http://good.example:${at}/`))).toBe('closed_port');
  });

  it('and in production over https only', async () => {
    const client = clientWith({
      NODE_ENV: 'production',
      JWT_SECRET: 'x'.repeat(40),
      CRON_SECRET: 'x'.repeat(20),
      CREDENTIALS_KEYS: `k:${Buffer.alloc(32, 1).toString('base64')}`,
      PUBLIC_URL: 'https://calls.example.com',
    });
    expect(await reasonOf(get(client, 'http://good.example/'))).toBe('bad_url');
  });
});

describe('what is allowed for development', () => {
  it('is one host at one port', async () => {
    const client = clientWith({ OUTGOING_ALLOW_PRIVATE: `127.0.0.1:${port}` });
    expect((await get(client, `http://127.0.0.1:${port}/`)).text).toBe('hello');
    expect(await reasonOf(get(client, `http://127.0.0.1:${port + 1}/`))).toBe('closed_address');
    expect(await reasonOf(get(client, `http://127.0.0.2:${port}/`))).toBe('closed_address');
  });

  it('or a network at every port', async () => {
    const names = new ScriptedNames({ 'inner.example': [[LOOPBACK]] });
    const client = clientWith({ OUTGOING_ALLOW_PRIVATE: '127.0.0.0/8' }, names);
    expect((await get(client, `http://inner.example:${port}/`)).text).toBe('hello');
  });

  it('and the simulator of Exotel', async () => {
    const client = clientWith({ EXOTEL_BASE_URL: `http://127.0.0.1:${port}` });
    expect((await get(client, `http://127.0.0.1:${port}/`)).text).toBe('hello');
  });
});

describe('a server without a good certificate', () => {
  it('is not spoken to', async () => {
    const server = createTlsServer(testTls(), (_request, response) => void response.end('hello'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port: at } = server.address() as AddressInfo;
    const client = clientWith({ OUTGOING_ALLOW_PRIVATE: `127.0.0.1:${at}` });
    expect(await reasonOf(get(client, `https://127.0.0.1:${at}/`))).toBe('certificate');
    server.closeAllConnections();
    server.close();
  });
});

describe('a server that behaves badly', () => {
  const allowed = () => clientWith({ OUTGOING_ALLOW_PRIVATE: `127.0.0.1:${port}` });

  it('is not waited for beyond the time', async () => {
    answer = () => undefined;
    const work = get(allowed(), `http://127.0.0.1:${port}/`, { timeoutMs: 100 });
    expect(await reasonOf(work)).toBe('timeout');
  });

  it('is not waited for when its answer trickles', async () => {
    answer = (_request, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.once('close', () => clearInterval(timer));
    };
    const work = get(allowed(), `http://127.0.0.1:${port}/`, { timeoutMs: 200 });
    expect(await reasonOf(work)).toBe('timeout');
  });

  it('is read no further than the limit', async () => {
    let written = 0;
    answer = (_request, response) => {
      const more = (): void => {
        while (written < 10_000_000 && response.write('x'.repeat(50_000))) written += 50_000;
      };
      response.on('drain', more);
      more();
    };
    const { text, isCut } = await get(allowed(), `http://127.0.0.1:${port}/`, { maxBytes: 1000 });
    expect([text.length, isCut]).toEqual([1000, true]);
    expect(written).toBeLessThan(10_000_000);
  });

  it('is told apart from one that is not there', async () => {
    answer = (request) => request.socket.destroy();
    expect(await reasonOf(get(allowed(), `http://127.0.0.1:${port}/`))).toBe('cut_off');
    const nobody = clientWith({ OUTGOING_ALLOW_PRIVATE: '127.0.0.0/8' });
    expect(await reasonOf(get(nobody, 'http://127.0.0.1:1/'))).toBe('unreachable');
    expect(await reasonOf(get(nobody, 'http://nowhere.example/'))).toBe('unknown_host');
    expect(await reasonOf(get(nobody, `https://127.0.0.1:${port}/`))).toBe('no_tls');
  });
});
