import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness } from '../support/harness.js';

/** As `CallCentre` calls: Exotel writes it with a zero, the database as E.164. */
const CALLER = '9812345678';

let app: AppHarness;

const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error: { code: string } }).error.code;

/** Everything that is stored of a company, by collection. */
async function stored(clientId: string): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const { name } of await app.db.listCollections({ type: 'collection' }).toArray()) {
    const documents = await app.db.collection(name).find({ clientId }).toArray();
    if (documents.length > 0)
      all.set(
        name,
        documents.map((document) => JSON.stringify(document)),
      );
  }
  return all;
}

/** One call from its first question to its end. */
async function wholeCall(centre: CallCentre, sid: string): Promise<void> {
  const agent = await centre.readyAgent();
  await app.until(
    () => centre.connect(sid),
    (answer) => CallCentre.dialled(answer) !== null,
  );
  await centre.popup(sid, agent, 'Answered');
  const RecordingUrl = 'https://recordings.exotel.com/a-voice.mp3';
  await centre.end(sid, { DialCallStatus: 'completed', RecordingUrl });
  await app.until(
    () => centre.call(sid),
    (call) => call?.['endedAt'] instanceof Date,
  );
}

beforeAll(async () => {
  app = await AppHarness.start();
});
afterAll(() => app.stop());

describe('a caller who wants to be forgotten', () => {
  const erase = (token: string, phoneNumber: unknown) =>
    app.http(token).post('/api/privacy/erase').send({ phoneNumber });

  it('is, everywhere but in the counts; and nobody else is', async () => {
    const centre = await CallCentre.open(app);
    const other = await CallCentre.open(app);
    await wholeCall(centre, 'one');
    await wholeCall(other, 'one');
    const { token } = centre.tenant.admin;
    const naming = (all: Map<string, string[]>, what: string) =>
      [...all]
        .filter(([, lines]) => lines.some((line) => line.includes(what)))
        .map(([name]) => name);
    const before = await stored(centre.clientId);
    expect(naming(before, CALLER)).toEqual(
      expect.arrayContaining(['call_logs', 'provider_webhooks']),
    );
    const others = await stored(other.clientId);

    const answer = await erase(token, `0${CALLER}`);
    expect(answer.status).toBe(200);
    const { erased, total } = (
      answer.body as {
        data: { erased: Record<string, number>; total: number };
      }
    ).data;
    expect(erased).toMatchObject({ call_logs: 1 });
    expect(total).toBe(Object.values(erased).reduce((sum, count) => sum + count, 0));

    const after = await stored(centre.clientId);
    expect(naming(after, CALLER)).toEqual([]);
    expect(naming(after, 'a-voice.mp3')).toEqual([]);
    // What goes on meanwhile may add to it; nothing of what was there is gone.
    const gone = [...before].filter(
      ([name, lines]) => (after.get(name)?.length ?? 0) < lines.length,
    );
    expect(gone).toEqual([]);
    const call = await centre.call('one');
    expect(call?.['phoneNumber']).toMatch(/^erased-/);
    expect(naming(await stored(other.clientId), CALLER)).toEqual(naming(others, CALLER));

    expect((await erase(token, `+91${CALLER}`)).body).toEqual({
      success: true,
      data: { erased: {}, total: 0 },
    });
  });

  it('is erased by admins, by a telephone number', async () => {
    const { admin, clientId } = await app.tenant();
    for (const bad of ['', 'nobody', '12', { $gt: '' }, 7, '9'.repeat(5000)]) {
      const answer = await erase(admin.token, bad);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
    }
    const { token } = await app.agent(clientId, 'cs');
    expect(codeOf(await erase(token, CALLER))).toBe('FORBIDDEN');
  });
});

describe('npm run tenant', () => {
  const tenant = (...args: string[]) => app.program('cli', ['tenant', ...args]);
  const admin = (name: string) => ({
    username: `${name}_admin`,
    email: `${name}@bank.example`,
    fullName: 'Ada Rao',
    department: 'Operations',
    password: 'Mumbai2026x',
  });
  const create = (clientId: string) =>
    tenant(
      'create',
      '--json',
      JSON.stringify({
        clientId,
        name: 'A bank',
        timezone: 'Asia/Kolkata',
        admin: admin(clientId),
      }),
    );

  it('creates companies once, and lists them', async () => {
    const made = await create('listed');
    expect(JSON.parse(made.stdout)).toEqual({ clientId: 'listed', adminId: expect.any(Number) });
    expect(JSON.parse((await create('listed')).stdout)).toMatchObject({ existing: true });
    const { stdout } = await tenant('list');
    const line = { clientId: 'listed', name: 'A bank', timezone: 'Asia/Kolkata' };
    expect(
      stdout
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as object),
    ).toContainEqual(line);
  });

  it('gives all of a company’s data out, nobody else’s, and no password', async () => {
    const centre = await CallCentre.open(app);
    await wholeCall(centre, 'exported');
    const folder = await mkdtemp(join(tmpdir(), 'crosspoint-export-'));
    try {
      // Background work may add to the company's data while it is read.
      const before = [...(await stored(centre.clientId)).keys()];
      expect((await tenant('export', centre.clientId, '--to', folder)).code).toBe(0);
      const after = [...(await stored(centre.clientId)).keys()];
      const files = (await readdir(folder)).map((file) => file.replace('.jsonl', ''));
      expect(files).toEqual(expect.arrayContaining(before));
      expect(after).toEqual(expect.arrayContaining(files));
      const calls = (await readFile(join(folder, 'call_logs.jsonl'), 'utf8')).trim().split('\n');
      expect(calls).toHaveLength(1);
      expect(JSON.parse(calls[0]!)).toMatchObject({
        clientId: centre.clientId,
        providerSid: 'exported',
        receivedAt: { $date: expect.any(String) },
      });
      const agents = await readFile(join(folder, 'agents.jsonl'), 'utf8');
      expect(agents).not.toMatch(/argon|passwordHash/);
    } finally {
      await rm(folder, { recursive: true });
    }
    const { stdout } = await tenant('export', centre.clientId);
    const lines = stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { document: object });
    for (const { document } of lines) expect(document).toMatchObject({ clientId: centre.clientId });
  });

  it('erases a company from every collection, on demand only, and can be cut off', async () => {
    const centre = await CallCentre.open(app);
    const { clientId } = centre;
    await wholeCall(centre, 'last');
    const neighbour = await app.tenant();
    expect((await tenant('erase', clientId)).stderr).toContain('--yes');

    await centre.connect('rings');
    await app.until(
      () => centre.call('rings'),
      (call) => call !== null,
    );
    expect((await tenant('erase', clientId, '--yes')).stderr).toContain('COMPANY_IN_USE');
    await centre.end('rings');
    await app.until(
      () => centre.call('rings'),
      (call) => call?.['endedAt'] instanceof Date,
    );

    // As a process leaves it that was killed in the middle.
    await app.db.collection<{ _id: string }>('deployment_log').insertOne({
      _id: 'cut-off',
      what: 'tenant.erased',
      clientId,
      startedAt: new Date(),
      finishedAt: null,
      counts: { companies: 1 },
    } as never);
    await app.db.collection('companies').deleteOne({ clientId });

    const { code, stdout } = await tenant('erase', clientId, '--yes');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      clientId,
      erased: { companies: 1, agents: 2, channels: 1, call_logs: 2 },
    });
    expect([...(await stored(clientId)).keys()]).toEqual(['deployment_log']);
    const log = await app.db.collection<{ _id: string }>('deployment_log').findOne({ clientId });
    expect(log).toMatchObject({ _id: 'cut-off', finishedAt: expect.any(Date) });
    await app.until(
      () => centre.admin.get('/api/auth/me'),
      ({ status }) => status === 401,
    );
    expect((await app.http(neighbour.admin.token).get('/api/auth/me')).status).toBe(200);
    expect((await tenant('erase', clientId, '--yes')).stderr).toContain('COMPANY_NOT_FOUND');
  });

  it.each(['', 'erase', 'create', 'export', 'erase a b --yes', 'list --all'])(
    'explains itself for "%s"',
    async (args) => {
      const { code, stderr } = await tenant(...args.split(' ').filter((arg) => arg !== ''));
      expect(code).toBe(1);
      expect(stderr).toContain('Usage:');
    },
  );
});
