import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { finishedCall, fold } from '../support/finished-calls.js';
import { Answers, Values, type Schema, type Schemas } from '../support/fuzz.js';
import { AppHarness, CRON_SECRET, PASSWORD, type TestTenant } from '../support/harness.js';

/** Requests for each operation; `FUZZ_RUNS=300 FUZZ_SEED=7` for a long night. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 3);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

const JWT_SECRET = 'signs every token of the fuzzed server';
const MASTER_KEY = Buffer.alloc(32, 'seals').toString('base64');

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}
interface Question {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

let app: AppHarness;
let bank: TestTenant;
let token: string;
let values: Values;
let answers: Answers;
let operations: readonly (readonly [string, Operation])[];
/** What nobody may be told, nor find anywhere later. */
const secrets: string[] = [JWT_SECRET, MASTER_KEY, CRON_SECRET, PASSWORD];
/** Real ids, by the place in a path that they are for. */
const known: Record<string, unknown[]> = {};

beforeAll(async () => {
  app = await AppHarness.start({
    // Nothing is there: whoever calls out learns it at once.
    EXOTEL_BASE_URL: 'http://127.0.0.1:9',
    OUTGOING_ALLOW_PRIVATE: '127.0.0.1:9',
    LOG_LEVEL: 'debug',
    JWT_SECRET,
    CREDENTIALS_KEYS: `fuzz:${MASTER_KEY}`,
  });
  bank = await app.tenant({ aggregationSeconds: 5 });
  token = bank.admin.token;
  await fill();
  const { body } = await app.http().get('/docs-json');
  const { paths, components } = body as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Schemas };
  };
  values = new Values(components.schemas);
  answers = new Answers(components.schemas);
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );
});
afterAll(() => app.stop());

/** Something of everything, so that answers are not only "not found". */
async function fill(): Promise<void> {
  const { clientId } = bank;
  const anna = await app.agent(clientId);
  const calls = Array.from({ length: 5 }, () => finishedCall(clientId, { agentId: anna.id }));
  await fold(app, clientId, calls);
  const admin = app.http(token);
  const made = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await admin.post(path).send(body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return (answer.body as { data: Record<string, unknown> }).data;
  };
  const { id: team } = await made('/api/teams', { name: 'Retail', sector: 'billing' });
  await made(`/api/teams/${String(team)}/members`, { agentId: anna.id });
  await made('/api/sector-agents', { agentId: anna.id, sector: 'billing' });
  const { key } = await made('/api/api-keys', { name: 'A program', scopes: ['calls:read'] });
  const hook = await made('/api/webhooks', { url: 'http://127.0.0.1:9/', events: ['agent.*'] });
  secrets.push(String(key), String(hook['secret']), token);
  known['callLogId'] = calls.map(({ _id }) => _id);
  known['agentId'] = [anna.id];
  known['clientId'] = [clientId];
  known['type'] = ['voice', 'sms', 'whatsapp', 'email', 'webchat'];
  known['id'] = [team, anna.id, hook['id'], ...known['callLogId'].slice(0, 1)];
}

/** A question that an operation allows, or nearly. */
function questionOf({ parameters = [], requestBody }: Operation): fc.Arbitrary<Question> {
  const at = (place: string, isAlways: boolean) => {
    const some = parameters.filter((parameter) => parameter.in === place);
    const fields = some.map(({ name, schema = {} }) => {
      const real = known[name];
      const any = values.any(schema);
      return [name, real ? fc.oneof(fc.constantFrom(...real), any) : any] as const;
    });
    return fc.record(Object.fromEntries(fields), isAlways ? {} : { requiredKeys: [] });
  };
  const schema = requestBody?.content?.['application/json']?.schema;
  return fc.record({
    path: at('path', true),
    query: at('query', false),
    header: at('header', false),
    body: schema ? values.any(schema) : fc.constant(undefined),
  });
}

async function ask(name: string, question: Question): Promise<Answer> {
  const [method = '', path = ''] = name.split(' ');
  const place = (_: string, field: string) =>
    encodeURIComponent(textOf(question.path[field]) || 'x');
  const url = new URL(`${app.url}${path.replaceAll(/\{(\w+)\}/g, place)}`);
  for (const [field, value] of Object.entries(question.query)) {
    url.searchParams.append(field, textOf(value));
  }
  const headers = new Headers({
    Authorization: `Bearer ${path.startsWith('/api/cron') ? CRON_SECRET : token}`,
  });
  for (const [field, value] of Object.entries(question.header)) {
    const text = textOf(value).replaceAll(/[^\x20-\x7e]/g, '');
    if (field !== 'Authorization') headers.set(field, text.slice(0, 1000));
  }
  const hasBody = question.body !== undefined && method !== 'GET';
  if (hasBody) headers.set('Content-Type', 'application/json');
  const answer = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    ...(hasBody && { body: JSON.stringify(question.body) }),
  });
  const type = (answer.headers.get('Content-Type') ?? '').split(';')[0] ?? '';
  return { status: answer.status, type, text: await answer.text() };
}

const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** What is wrong with an answer; null: nothing. */
function problemOf(name: string, { responses }: Operation, answer: Answer): string | null {
  const { status, type, text } = answer;
  const told = secrets.filter((secret) => text.includes(secret));
  if (told.length > 0) return `tells ${told.join()}`;
  if (status >= 500) return `${status} ${text.slice(0, 200)}`;
  const documented = responses[String(status)];
  if (!documented) return `${status} is not in the document: ${text.slice(0, 200)}`;
  const schema = documented.content?.['application/json']?.schema;
  if (type !== 'application/json' || !schema || name.startsWith('HEAD')) return null;
  const problem = answers.problem(schema, JSON.parse(text));
  return problem === null ? null : `${status}: ${problem}: ${text.slice(0, 300)}`;
}

describe('every operation', () => {
  it('answers whatever it is asked as the document says, and never with a fault', async () => {
    const found: string[] = [];
    for (const [name, operation] of operations) {
      for (const question of fc.sample(questionOf(operation), { numRuns: RUNS, seed: SEED })) {
        let answer = await ask(name, question);
        // It signed itself out, or took its own rights away: that was its right.
        if (answer.status === 401 && !name.includes('/auth/')) {
          token = (await app.agent(bank.clientId, 'admin')).token;
          answer = await ask(name, question);
        }
        const problem = problemOf(name, operation, answer);
        if (problem !== null) found.push(`${name} ${problem}\n  ${JSON.stringify(question)}`);
      }
    }
    expect(found.slice(0, 40)).toEqual([]);
  }, 3_600_000);

  it('leaves no secret in the log or in the database', async () => {
    const places = { log: app.rawLogs(), database: await app.dump() };
    for (const [place, text] of Object.entries(places)) {
      expect([place, secrets.filter((secret) => text.includes(secret))]).toEqual([place, []]);
    }
  });
});
