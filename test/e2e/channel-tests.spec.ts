import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, request, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExotelSimulator } from '../../dev/exotel/simulator.js';
import { ScaledClock, wallMs } from '../../dev/scaled-clock.js';
import { SeededRandom } from '../../dev/seeded-random.js';
import { AppHarness, type TestAgent } from '../support/harness.js';
import { MailServer, TEST_CERTIFICATE, type MailBehaviour } from '../support/mail-server.js';

const ACCOUNT = {
  sid: 'bank1',
  apiKey: 'right-key-1111',
  apiToken: 'right-token-2222',
  exophones: ['+918047112233', '+918047112244'],
  smsNumbers: ['+918047112244'],
};
const EXOTEL = { accountSid: 'bank1', subdomain: 'api.in.exotel.com' };
const KEYS = { apiKey: ACCOUNT.apiKey, apiToken: ACCOUNT.apiToken };

interface Result {
  readonly ok: boolean;
  readonly latencyMs: number;
  readonly detail: string;
}

let app: AppHarness;
let simulator: ExotelSimulator;
/** What stands where Exotel is: passes on to the simulator, unless a test puts something else there. */
let front: Server;
let behave: RequestListener | null = null;
let plainMail: MailServer;
let tlsMail: MailServer;
let strangeMail: MailServer;

beforeAll(async () => {
  const clock = new ScaledClock({ speed: 1, anchorRealMs: wallMs(), anchorMs: wallMs() });
  simulator = await ExotelSimulator.start({
    clock,
    random: new SeededRandom(1),
    requestsPerMinute: null,
  });
  simulator.addAccount(ACCOUNT);
  front = createServer((incoming, outgoing) => {
    if (behave) return behave(incoming, outgoing);
    const { method, url, headers } = incoming;
    const onward = request(`${simulator.baseUrl}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  [plainMail, tlsMail, strangeMail] = await Promise.all([
    MailServer.start(),
    MailServer.start('localhost'),
    MailServer.start('stranger'),
  ]);
  app = await AppHarness.start({
    EXOTEL_BASE_URL: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    OUTGOING_ALLOW_PRIVATE: [
      `127.0.0.1:${plainMail.port}`,
      `localhost:${plainMail.port}`,
      `127.0.0.1:${tlsMail.port}`,
      `127.0.0.1:${strangeMail.port}`,
    ].join(','),
    NODE_EXTRA_CA_CERTS: TEST_CERTIFICATE,
  });
}, 60_000);

afterAll(async () => {
  await app.stop();
  await Promise.all([plainMail.stop(), tlsMail.stop(), strangeMail.stop(), simulator.close()]);
  front.closeAllConnections();
  front.close();
});

afterEach(() => {
  behave = null;
  simulator.setFault({});
  plainMail.behaviour = 'good';
});

async function connect(who: TestAgent, body: object): Promise<void> {
  await app.http(who.token).post('/api/channels').send(body).expect(201);
}

async function test(who: TestAgent, type: string): Promise<Result> {
  const { body } = await app.http(who.token).post(`/api/channels/${type}/test`).expect(200);
  return (body as { data: Result }).data;
}

/** A company with one channel, and what its test says. */
async function testOf(channel: {
  readonly type: string;
  readonly config: object;
}): Promise<Result> {
  const { admin } = await app.tenant();
  await connect(admin, { name: 'Channel', ...channel });
  return await test(admin, channel.type);
}

const voice = (numbers: readonly string[] = [], credentials: object = KEYS) => ({
  type: 'voice',
  config: { numbers: numbers.map((number) => ({ number, sector: 'billing' })), exotel: EXOTEL },
  credentials,
});
const sms = (sender: string) => ({
  type: 'sms',
  config: { exotel: EXOTEL, sender },
  credentials: KEYS,
});
const whatsapp = (number: string) => ({
  type: 'whatsapp',
  config: { exotel: EXOTEL, number },
  credentials: KEYS,
});
const email = (config: object = {}, credentials: object = {}) => ({
  type: 'email',
  config: {
    host: '127.0.0.1',
    port: plainMail.port,
    security: 'none',
    from: 'service@mail.example',
    ...config,
  },
  credentials: { username: 'user@mail.example', password: 'mail-password-7788', ...credentials },
});

describe('the test of a channel of Exotel', () => {
  it('is good when the account and its numbers are', async () => {
    const { admin, clientId } = await app.tenant();
    await connect(admin, { name: 'Line', ...voice(['08047112233', '+91 80471 12244']) });
    const result = await test(admin, 'voice');
    expect(result).toEqual({
      ok: true,
      latencyMs: expect.any(Number),
      detail: 'Exotel knows the account bank1; it has 2 numbers; all configured ones are its own',
    });
    const { body } = await app.http(admin.token).get('/api/channels/voice').expect(200);
    expect(body.data).toMatchObject({ lastTestResult: result, version: 1 });
    expect(Date.parse(body.data.lastTestedAt as string)).not.toBeNaN();
    const types = await app.db.collection('events').distinct('type', { clientId });
    expect(types).toContain('channel.tested');
  });

  it('names the number that is not the account’s', async () => {
    const { ok, detail } = await testOf(voice(['+918047112233', '+918040000000']));
    expect(ok).toBe(false);
    expect(detail).toMatch(/it has 2 numbers; not among them: \+918040000000$/);
  });

  it('says that key or token are wrong', async () => {
    const { ok, detail } = await testOf(voice([], { ...KEYS, apiToken: 'wrong-token-3333' }));
    expect([ok, detail]).toEqual([
      false,
      'Exotel refuses the API key or the API token in the region Mumbai: check both, and the region',
    ]);
  });

  it('says that the account is unknown', async () => {
    const channel = voice();
    const { ok, detail } = await testOf({
      ...channel,
      config: { ...channel.config, exotel: { ...EXOTEL, accountSid: 'other' } },
    });
    expect(ok).toBe(false);
    expect(detail).toMatch(/^Exotel knows no account other in the region Mumbai/);
  });

  it.each([
    ['+918047112244', true, /\+918047112244 is its own$/],
    ['+918047112233', false, /takes no text messages$/],
    ['+918040000000', false, /not among them: \+918040000000$/],
    ['ACMEBK', true, /cannot be asked whether the header ACMEBK is registered/],
  ] as const)('looks at the sender of text messages (%s)', async (sender, isOk, words) => {
    const { ok, detail } = await testOf(sms(sender));
    expect(ok).toBe(isOk);
    expect(detail).toMatch(words);
  });

  it('says what cannot be known of a WhatsApp number', async () => {
    const { ok, detail } = await testOf(whatsapp('+918047112233'));
    expect(ok).toBe(true);
    expect(detail).toMatch(/is one of its numbers\. It cannot be asked whether .* WhatsApp/);
  });

  it.each([
    [429, /takes no more requests/],
    [503, /has a problem of its own \(503\)/],
    [403, /may not read the account/],
    [302, /answers 302, which it should not/],
  ])('tells what an answer of %i means', async (status, words) => {
    behave = (_request, response) => {
      response.writeHead(status, { location: 'http://169.254.169.254/' }).end('{}');
    };
    const { ok, detail } = await testOf(voice());
    expect(ok).toBe(false);
    expect(detail).toMatch(words);
  });

  it.each([
    ['HTML', '<html><body>Welcome to the router</body></html>', /is not Exotel/],
    ['other JSON', '{"hello":"world"}', /is not Exotel/],
    ['ten megabytes', `{"Account":{"Sid":"${'x'.repeat(10_000_000)}"}}`, /far too much/],
  ])('is not misled by %s', async (_title, text, words) => {
    behave = (_request, response) => void response.end(text);
    const { ok, detail } = await testOf(voice());
    expect(ok).toBe(false);
    expect(detail).toMatch(words);
    expect(detail).not.toContain('router');
  });

  it('does not wait for a server that hangs', async () => {
    behave = () => undefined;
    const { ok, detail } = await testOf(voice());
    expect([ok, detail]).toEqual([false, '127.0.0.1 did not answer in time']);
  });

  it('says that the connection was cut', async () => {
    simulator.setFault({ down: true });
    expect(await testOf(voice())).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/cut the connection/),
    });
  });
});

describe('the test of a mail server', () => {
  it('signs in without TLS where that is allowed', async () => {
    expect(await testOf(email())).toMatchObject({
      ok: true,
      detail: '127.0.0.1 takes the user name and the password',
    });
    expect(plainMail.heard.join()).toContain('AUTH PLAIN');
    expect(plainMail.heard.join()).not.toContain('MAIL FROM');
  });

  it('signs in with TLS from the first byte', async () => {
    expect(await testOf(email({ port: tlsMail.port, security: 'tls' }))).toMatchObject({
      ok: true,
    });
  });

  it('signs in with TLS after a plain start, by name', async () => {
    expect(await testOf(email({ host: 'LOCALHOST.', security: 'starttls' }))).toMatchObject({
      ok: true,
      detail: 'localhost takes the user name and the password',
    });
  });

  it('says that user name or password are wrong, in our words', async () => {
    const { ok, detail } = await testOf(email({}, { password: 'wrong-password-1' }));
    expect([ok, detail]).toEqual([false, '127.0.0.1 refuses the user name or the password']);
  });

  it.each<[MailBehaviour, object, RegExp]>([
    ['no_starttls', { security: 'starttls' }, /cannot start TLS/],
    ['good', { security: 'tls' }, /cannot start TLS/],
    ['html', {}, /not as a mail server does/],
    ['floods', {}, /not as a mail server does/],
    ['hangs_up', {}, /cut the connection/],
  ])('tells what is wrong with one that is or does: %s %j', async (behaviour, config, words) => {
    plainMail.behaviour = behaviour;
    const { ok, detail } = await testOf(email(config));
    expect(ok).toBe(false);
    expect(detail).toMatch(words);
  });

  it('says that a certificate is not to be trusted', async () => {
    const { ok, detail } = await testOf(email({ port: strangeMail.port, security: 'tls' }));
    expect([ok, detail]).toEqual([false, '127.0.0.1 shows a certificate that is not trusted']);
  });

  it('does not wait for one that is silent', async () => {
    plainMail.behaviour = 'silent';
    const { ok, detail } = await testOf(email());
    expect(ok).toBe(false);
    expect(detail).toMatch(/did not answer in time|no answer within ten seconds/);
  });

  it.each([
    ['127.0.0.1', 25],
    ['2130706433', 25],
    ['0x7f000001', 25],
    ['0177.0.0.1', 25],
    ['127.1', 25],
    ['localhost', 25],
    ['localhost.', 25],
    ['::1', 587],
    ['::ffff:127.0.0.1', 587],
    ['fd00:ec2::254', 587],
    ['fe80::1', 587],
    ['169.254.169.254', 587],
    ['100.64.0.1', 587],
    ['0.0.0.0', 587],
    ['0', 587],
  ])('is not led to a private address (%s:%i)', async (host, port) => {
    const { ok, detail } = await testOf(email({ host, port }));
    expect(ok).toBe(false);
    expect(detail).toMatch(/leads to a private, local or reserved address$/);
  });

  it('calls no port that is not for mail', async () => {
    const { ok, detail } = await testOf(email({ host: '8.8.8.8', port: 6379 }));
    expect([ok, detail]).toEqual([false, 'port 6379 of 8.8.8.8 may not be called']);
  });
});

describe('the test of any channel', () => {
  it('is the same from the settings, and shown there', async () => {
    const { admin } = await app.tenant();
    const webchat = { origins: ['https://www.bank.example'] };
    await connect(admin, { type: 'webchat', name: 'Chat', config: webchat });
    const { body } = await app
      .http(admin.token)
      .post('/api/settings/channels/webchat/test')
      .expect(200);
    expect(body.data).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/nothing to connect to/),
    });
    const { body: states } = await app.http(admin.token).get('/api/settings/channels').expect(200);
    expect(states.data).toEqual(
      ['voice', 'sms', 'whatsapp', 'email', 'webchat'].map((type) => ({
        type,
        isConfigured: type === 'webchat',
        isActive: type === 'webchat',
        name: type === 'webchat' ? 'Chat' : null,
        lastTestedAt: type === 'webchat' ? expect.any(String) : null,
        lastTestResult: type === 'webchat' ? body.data : null,
      })),
    );
  });

  it('counts no longer when the settings change', async () => {
    const { admin } = await app.tenant();
    await connect(admin, { name: 'Line', ...voice() });
    await test(admin, 'voice');
    const put = (body: object) =>
      app.http(admin.token).put('/api/channels/voice').send(body).expect(200);
    expect((await put({ name: 'Renamed' })).body.data.lastTestResult).toMatchObject({ ok: true });
    const changed = await put({ credentials: { apiKey: 'another-key-5555' } });
    expect(changed.body.data).toMatchObject({ lastTestedAt: null, lastTestResult: null });
  });

  it('is for the admins of the company, and for channels that are there', async () => {
    const [one, other] = [await app.tenant(), await app.tenant()];
    await connect(one.admin, { name: 'Line', ...voice() });
    const post = (token: string | undefined, type: string) =>
      app.http(token).post(`/api/channels/${type}/test`);
    await post(other.admin.token, 'voice').expect(404);
    await post(one.admin.token, 'email').expect(404);
    expect((await post(one.admin.token, 'fax').expect(400)).body.error.code).toBe(
      'CHANNEL_TYPE_UNKNOWN',
    );
    for (const role of ['cs', 'viewer'] as const) {
      const agent = await app.agent(one.clientId, role);
      await post(agent.token, 'voice').expect(403);
      await app.http(agent.token).post('/api/settings/channels/voice/test').expect(403);
      await app.http(agent.token).get('/api/settings/channels').expect(403);
    }
    await post(undefined, 'voice').expect(401);
  });

  it('says so when a secret does not open', async () => {
    const [one, other] = [await app.tenant(), await app.tenant()];
    await connect(one.admin, { name: 'Line', ...voice() });
    await connect(other.admin, { name: 'Line', ...voice() });
    const channels = app.db.collection('channels');
    const stolen = await channels.findOne({ clientId: one.clientId });
    await channels.updateOne(
      { clientId: other.clientId },
      { $set: { credentials: stolen?.['credentials'] } },
    );
    expect(await test(other.admin, 'voice')).toMatchObject({
      ok: false,
      detail: 'The stored credentials cannot be opened: enter them again',
    });
    expect((await test(one.admin, 'voice')).ok).toBe(true);
  });
});
