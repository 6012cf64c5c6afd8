import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { AppHarness, PASSWORD, type TestTenant } from '../support/harness.js';
import { FakeSmtp } from '../support/smtp.js';

interface Line {
  readonly line: number;
  readonly status: string;
  readonly id?: number;
  readonly username?: string | null;
  readonly notified?: boolean;
  readonly code?: string;
  readonly message?: string;
}
interface Report {
  readonly lines: Line[];
  readonly created: number;
  readonly failed: number;
  readonly notified: number;
  readonly notices: string[];
  readonly complete: boolean;
}
type Fields = Record<string, unknown>;

const HEADER = 'id,username,email,fullName,role,department,phone,kind,maxConcurrentCalls,password';
let app: AppHarness;
let smtp: FakeSmtp;
let company: TestTenant;
let serial = 0;

/** A line of a file; each has a name and an address of its own. */
const aLine = (fields: Partial<Record<'id' | 'name' | 'fullName' | 'rest', string>> = {}) => {
  serial += 1;
  const { id = '', name = `imp_${serial}_${company.admin.id}`, fullName = 'Priya Sharma' } = fields;
  return `${id},${name},${name}@bank.example,${fullName},cs,Retail${fields.rest ?? ',,,,'}`;
};
const aFile = (...lines: readonly string[]) => [HEADER, ...lines, ''].join('\n');
const send = (file: string | Buffer, query = '', token = company.admin.token) =>
  app
    .http(token)
    .post(`/api/agents/import${query}`)
    .set('Content-Type', 'text/csv')
    .send(file as string);
const importFile = async (file: string | Buffer, query = '') => {
  const answer = await send(file, query);
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text) as Report;
};
const codeOf = (answer: { body: unknown; status: number }) =>
  `${answer.status} ${(answer.body as { error?: { code: string } }).error?.code ?? ''}`;
const exported = async (query = '', token = company.admin.token) =>
  await app.http(token).get(`/api/agents/export${query}`).buffer(true);
const read = async (id: number) =>
  (await app.http(company.admin.token).get(`/api/agents/${id}`).expect(200)).body as Fields;

beforeAll(async () => {
  smtp = await FakeSmtp.start();
  app = await AppHarness.start({ SMTP_URL: smtp.url });
});
afterAll(async () => {
  await app.stop();
  smtp.stop();
});
beforeEach(async () => {
  company = await app.tenant();
  smtp.refuses = () => null;
});

describe('a file of agents', () => {
  it('makes an agent of each line and says what came of it', async () => {
    const taken = aLine();
    const report = await importFile(
      aFile(
        aLine({ fullName: '"Sharma, ""Priya"""', rest: ',+91 98100 12345,bot,3,' }),
        taken,
        taken,
        aLine({ name: 'no spaces' }),
        'too,few',
        aLine().replace(',cs,', ',owner,'),
      ),
    );
    expect(report).toMatchObject({
      created: 2,
      failed: 4,
      notified: 2,
      complete: true,
      notices: [],
    });
    expect(report.lines.map(({ line, status, code }) => [line, code ?? status])).toEqual([
      [2, 'created'],
      [3, 'created'],
      [4, 'USERNAME_TAKEN'],
      [5, 'VALIDATION_ERROR'],
      [6, 'VALIDATION_ERROR'],
      [7, 'VALIDATION_ERROR'],
    ]);
    expect(await read(report.lines[0]!.id!)).toMatchObject({
      fullName: 'Sharma, "Priya"',
      dialNumber: '+919810012345',
      kind: 'bot',
      maxConcurrentCalls: 3,
      isActive: true,
      mustChangePassword: true,
      avgResponseTime: 5,
      totalTicketsHandled: 0,
      lastLoginAt: null,
    });
    const events = { type: 'agent.created', clientId: company.clientId };
    expect(await app.db.collection('events').countDocuments(events)).toBe(2);
    const { text } = await app.http(company.admin.token).get('/api/agents/stats');
    expect(JSON.parse(text)).toMatchObject({ total: 3 });
  });

  it('keeps an old id where it is free, and always as externalId', async () => {
    const free = 700_000 + company.admin.id;
    const report = await importFile(
      aFile(
        aLine({ id: String(free) }),
        aLine({ id: String(free) }),
        aLine({ id: String(company.admin.id) }),
        aLine({ id: 'E-17' }),
        aLine({ id: '9007199254740991' }),
        aLine(),
      ),
    );
    const ids = report.lines.map(({ id }) => id!);
    expect(ids[0]).toBe(free);
    expect(new Set(ids).size).toBe(6);
    expect(Math.max(...ids)).toBeLessThan(free + 100);
    const agents = await Promise.all(ids.map(read));
    expect(agents.map(({ externalId }) => externalId)).toEqual([
      String(free),
      String(free),
      String(company.admin.id),
      'E-17',
      '9007199254740991',
      null,
    ]);
    // The counter has passed what was kept.
    const body = {
      username: `after_${free}`,
      email: `after_${free}@bank.example`,
      fullName: 'Later One',
      role: 'cs',
      department: 'Retail',
      password: 'Mumbai2026x',
    };
    const later = await app.http(company.admin.token).post('/api/agents').send(body);
    expect(later.status).toBe(201);
    expect((later.body as { id: number }).id).toBeGreaterThan(Math.max(...ids));
  });

  it('stores every text exactly: formulas, quotes, line breaks, any script', async () => {
    const texts = [
      "=cmd|' /C calc'!A0",
      '+1+1',
      '@SUM(A1)',
      'O\'Neil, "Ann"\nB',
      'أحمد 𠮷 👩‍💻',
      ' x ',
    ];
    const cells = texts.map((text) => `"${text.replaceAll('"', '""')}"`);
    const report = await importFile(aFile(...cells.map((fullName) => aLine({ fullName }))));
    expect(report.created).toBe(texts.length);
    const agents = await Promise.all(report.lines.map(({ id }) => read(id!)));
    expect(agents.map(({ fullName }) => fullName)).toEqual(texts);
  });

  it('comes as a form as well, with a byte order mark and Windows line ends', async () => {
    const file = `\ufeff${aFile(aLine(), '', aLine())}`.replaceAll('\n', '\r\n');
    const answer = await app
      .http(company.admin.token)
      .post('/api/agents/import?notify=false')
      .attach('file', Buffer.from(file), { filename: 'agents.csv', contentType: 'text/csv' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ created: 2, failed: 0, notified: 0 });
  });

  it('says which columns it does not read', async () => {
    const [header, line] = [`${HEADER},avgResponseTime,nickname`, `${aLine()},12,Pri`];
    const { notices, lines } = await importFile([header, line].join('\n'));
    expect(notices).toEqual(['These columns are not read: avgResponseTime, nickname']);
    expect(await read(lines[0]!.id!)).toMatchObject({ avgResponseTime: 5 });
  });

  it('names the line that a bad quote is on, and goes on where it can', async () => {
    const { lines, created } = await importFile(
      aFile(aLine(), aLine({ fullName: 'a"b' }), aLine()),
    );
    expect(lines.map(({ line, status }) => [line, status])).toEqual([
      [2, 'created'],
      [3, 'failed'],
      [4, 'created'],
    ]);
    expect(created).toBe(2);
    const open = await importFile(aFile(aLine(), aLine({ fullName: '"never closed' }), aLine()));
    expect(open).toMatchObject({ created: 1, failed: 1 });
    expect(open.lines[1]!.message).toContain('not closed');
  });

  it.each<[string, string | Buffer, string]>([
    ['nothing at all', '', '400 VALIDATION_ERROR'],
    ['no first line', 'a,b@c.example,Asha K,cs,Retail\n', '400 VALIDATION_ERROR'],
    ['a column twice', `${HEADER},ROLE\n`, '400 VALIDATION_ERROR'],
    [
      'another encoding',
      Buffer.from(`${HEADER}\n1,z,z@b.example,Zo\xeb,cs,R,,,,\n`, 'latin1'),
      '400 VALIDATION_ERROR',
    ],
    ['wide characters', Buffer.from(`\ufeff${HEADER}\n`, 'utf16le'), '400 VALIDATION_ERROR'],
  ])('is refused as a whole with %s', async (_what, file, outcome) => {
    expect(codeOf(await send(file))).toBe(outcome);
  });

  it('is text/csv or a form with a file, and for admins', async () => {
    const as = app.http(company.admin.token);
    const json = await as.post('/api/agents/import').send({ file: HEADER });
    expect(codeOf(json)).toBe('415 UNSUPPORTED_MEDIA_TYPE');
    const form = await as.post('/api/agents/import').field('file', HEADER);
    expect(codeOf(form)).toBe('400 VALIDATION_ERROR');
    const elsewhere = await as.post('/api/agents').set('Content-Type', 'text/csv').send(HEADER);
    expect(codeOf(elsewhere)).toBe('415 UNSUPPORTED_MEDIA_TYPE');
    for (const role of ['cs', 'viewer'] as const) {
      const { token } = await app.agent(company.clientId, role);
      expect(codeOf(await send(aFile(aLine()), '', token))).toBe('403 FORBIDDEN');
      expect(codeOf(await exported('', token))).toBe('403 FORBIDDEN');
    }
    const nobody = await app
      .http()
      .post('/api/agents/import')
      .set('Content-Type', 'text/csv')
      .send(HEADER);
    expect(codeOf(nobody)).toBe('401 UNAUTHENTICATED');
  });

  it('gives each name once when two files come at the same moment', async () => {
    const lines = Array.from({ length: 250 }, () => aLine());
    const reports = await Promise.all([
      importFile(aFile(...lines), '?notify=false'),
      importFile(aFile(...lines), '?notify=false'),
      importFile(aFile(...lines.toReversed()), '?notify=false'),
    ]);
    expect(reports.map(({ complete }) => complete)).toEqual([true, true, true]);
    expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(250);
    expect(reports.reduce((sum, { failed }) => sum + failed, 0)).toBe(500);
    const { clientId } = company;
    expect(await app.db.collection('agents').countDocuments({ clientId })).toBe(251);
  });

  it('is worked off once for one Idempotency-Key', async () => {
    const lines = Array.from({ length: 450 }, () => aLine());
    lines[3] = 'too,few';
    const file = aFile(...lines);
    const sendKey = (key: string, text = file) =>
      send(text, '?notify=false').set('Idempotency-Key', key);
    const first = await sendKey('one');
    const again = await sendKey('one');
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.text).toBe(first.text);
    expect(JSON.parse(first.text)).toMatchObject({ created: 449, failed: 1 });
    expect(codeOf(await sendKey('one', aFile(aLine())))).toBe('422 IDEMPOTENCY_KEY_REUSED');
    expect(codeOf(await sendKey('k'.repeat(256)))).toBe('400 VALIDATION_ERROR');
    const other = JSON.parse((await sendKey('two')).text) as Report;
    expect(other).toMatchObject({ created: 0, failed: 450 });
    const atOnce = aFile(...Array.from({ length: 600 }, () => aLine()));
    const outcomes = (await Promise.all([sendKey('three', atOnce), sendKey('three', atOnce)])).map(
      codeOf,
    );
    expect(outcomes.sort()).toEqual(['200 ', '409 IDEMPOTENCY_IN_PROGRESS']);
  });

  it('goes on where a run that died had stopped', async () => {
    const file = aFile(...Array.from({ length: 450 }, () => aLine()));
    const key = 'dead';
    const first = await send(file, '?notify=false').set('Idempotency-Key', key);
    // As if its node had died after the second part, an hour ago.
    const { clientId } = company;
    const imports = app.db.collection('agent_imports');
    await imports.updateOne(
      { clientId },
      { $set: { state: 'at_work', aliveAt: new Date(Date.now() - 3_600_000) } },
    );
    const { lines } = JSON.parse(first.text) as Report;
    const lost = lines.slice(400).map(({ id }) => id);
    await app.db.collection('agents').deleteMany({ _id: { $in: lost as never[] } });
    await app.db.collection('agent_import_lines').deleteMany({ clientId, place: { $gte: 400 } });
    const again = await send(file, '?notify=false').set('Idempotency-Key', key);
    const report = JSON.parse(again.text) as Report;
    expect(report).toMatchObject({ created: 450, failed: 0 });
    expect(report.lines.slice(0, 400)).toEqual(lines.slice(0, 400));
    expect(await app.db.collection('agents').countDocuments({ clientId })).toBe(451);
  });

  it('is worked off though the client goes away', async () => {
    const lines = Array.from({ length: 1000 }, () => aLine());
    const gone = new AbortController();
    const answer = await fetch(`${app.url}/api/agents/import?notify=false`, {
      method: 'POST',
      headers: { authorization: `Bearer ${company.admin.token}`, 'content-type': 'text/csv' },
      body: aFile(...lines),
      signal: gone.signal,
    });
    expect(answer.status).toBe(200);
    gone.abort();
    const { clientId } = company;
    await app.until(
      () => app.db.collection('agents').countDocuments({ clientId }),
      (count) => count === 1001,
    );
  });
});

describe('new agents of a file', () => {
  const messageTo = async (username: string) =>
    await app.until(
      () => Promise.resolve(smtp.messages.find((text) => text.includes(`To: ${username}@`))),
      (message) => message !== undefined,
    );

  it('sign in by the password of their e-mail, and must choose another', async () => {
    const { lines } = await importFile(aFile(aLine()));
    const { username, notified } = lines[0]!;
    expect(notified).toBe(true);
    const message = (await messageTo(username!))!;
    expect(message).toContain('From: hr@bank.example');
    expect(message).toContain(`Username: ${username}`);
    expect(message).toContain('It is good for 7 days.');
    const { passwordUntil } = (await app.db.collection('agents').findOne({ username }))!;
    expect(passwordUntil).toBeInstanceOf(Date);
    const [, password] = /first sign-in is:\s+(\S+)/.exec(message.replaceAll('=\n', ''))!;
    const token = await app.login(username!, password);
    const closed = await app.http(token).get('/api/auth/me');
    expect(codeOf(closed)).toBe('403 PASSWORD_CHANGE_REQUIRED');
    await app
      .http(token)
      .post('/api/auth/change-password')
      .send({ currentPassword: password, newPassword: PASSWORD })
      .expect(200);
    await app.http(token).get('/api/auth/me').expect(200);
    await expect(app.login(username!, password)).rejects.toThrow('401');
    await app.login(username!);
    // What was sent is nowhere any more, and was never readable.
    await app.until(
      () => app.db.collection('mail_outbox').countDocuments({ clientId: company.clientId }),
      (count) => count === 0,
    );
    expect(app.rawLogs()).not.toContain(password);
  });

  it('sign in by the password of the file', async () => {
    const { lines } = await importFile(aFile(aLine({ rest: ',,,,Chennai2027y' })), '?notify=false');
    const token = await app.login(lines[0]!.username!, 'Chennai2027y');
    expect(codeOf(await app.http(token).get('/api/agents'))).toBe('403 PASSWORD_CHANGE_REQUIRED');
  });

  it('get no e-mail where none was asked for, and the report says so', async () => {
    const { notified, notices, lines } = await importFile(aFile(aLine()), '?notify=false');
    expect([notified, lines[0]!.notified]).toEqual([0, false]);
    expect(notices.join()).toMatch(/^No e-mail is sent, as you asked/);
    const { clientId } = company;
    expect(await app.db.collection('mail_outbox').countDocuments({ clientId })).toBe(0);
  });

  it('whose address the mail server refuses stay in the outbox, sealed', async () => {
    smtp.refuses = (recipient) => (recipient.includes('never') ? 550 : null);
    const { lines } = await importFile(
      aFile(aLine({ name: `never_${company.admin.id}` }), aLine()),
    );
    await messageTo(lines[1]!.username!);
    const outbox = app.db.collection('mail_outbox');
    const { clientId } = company;
    const [kept] = await app.until(
      () => outbox.find({ clientId }).toArray(),
      (mails) => mails.length === 1 && mails[0]!['givenUpAt'] !== undefined,
    );
    expect(kept).toMatchObject({ lastError: '550', attempts: 1 });
    expect(JSON.stringify(kept)).not.toContain('never_');
  });
});

it('without a mail server the report says that no e-mail is sent', async () => {
  const without = await AppHarness.start();
  try {
    const { admin } = await without.tenant();
    const answer = await without
      .http(admin.token)
      .post('/api/agents/import')
      .set('Content-Type', 'text/csv')
      .send(aFile(aLine()));
    expect(JSON.parse(answer.text)).toMatchObject({
      created: 1,
      notified: 0,
      notices: [expect.stringContaining('SMTP_URL is not set')],
    });
  } finally {
    await without.stop();
  }
});

describe('the file that agents are written to', () => {
  const rowsOf = (text: string) =>
    parse(text, { columns: true }) as unknown as Record<string, string>[];

  it('has every agent that matches, and nothing that a spreadsheet would calculate', async () => {
    const names = ['=1+1', '+1', '-1', '@x', "'=1", '"a, b"', 'أحمد'];
    const lines = names.map((name) => aLine({ fullName: `"${name.replaceAll('"', '""')}"` }));
    await importFile(aFile(...lines), '?notify=false');
    await importFile(aFile(aLine().replace('Retail', 'Claims')), '?notify=false');
    const answer = await exported('?department=Retail');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toContain('agents.csv');
    const rows = rowsOf(answer.text);
    expect(rows.map(({ fullName }) => fullName)).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@x",
      // As it came: an apostrophe before a formula is another export's, and is taken off.
      "'=1",
      '"a, b"',
      'أحمد',
    ]);
    expect(answer.text).not.toMatch(/argon|sha256|passwordHash/);
    for (const row of rows) expect(Object.values(row).join('|')).not.toMatch(/(^|\|)[=+@-]/);
    const shop = await app.tenant();
    expect(rowsOf((await exported('', shop.admin.token)).text)).toHaveLength(1);
  });

  it('can be imported again: every text is as it was', async () => {
    const name = `"'=1, ""x"""`;
    const made = await importFile(
      aFile(aLine({ fullName: name, rest: ',+91 98100 12345,bot,4,' })),
      '?notify=false',
    );
    const before = await read(made.lines[0]!.id!);
    const { text } = await exported('?department=Retail');
    await app.db
      .collection('agents')
      .deleteMany({ clientId: company.clientId, department: 'Retail' });
    const { lines, notices } = await importFile(text, '?notify=false');
    expect(notices[0]).toContain('not read: onlineStatus');
    const { id, username, fullName, phone, kind, maxConcurrentCalls } = before;
    expect(await read(lines[0]!.id!)).toMatchObject({
      id,
      username,
      fullName,
      phone,
      kind,
      maxConcurrentCalls,
      externalId: String(id),
    });
  });
});

it('takes many thousand lines without keeping them in memory', async () => {
  const lines = Array.from({ length: 5000 }, () => aLine());
  const { created, complete } = await importFile(aFile(...lines), '?notify=false');
  expect([created, complete]).toEqual([5000, true]);
  const { text } = await exported();
  expect(text.split('\r\n')).toHaveLength(5003);
});
