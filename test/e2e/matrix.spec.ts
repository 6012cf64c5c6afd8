import { createSecretKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness, type TestAgent } from '../support/harness.js';
import { bodyOf, OpenApi } from '../support/openapi.js';
import { GROUPS, OPERATIONS, type Operation } from '../support/operations.js';

const SECRET = 'a secret that the tests know as well as the server';
const ROLES = ['admin', 'cs', 'viewer'] as const;
type Role = (typeof ROLES)[number];

let app: AppHarness;
let document: OpenApi;
let centre: CallCentre;
/** One of each role, the other company's admin, and tokens that are good for nothing any more. */
let agents: Readonly<Record<Role, TestAgent>>;
let rival: TestAgent;
let tokens: Readonly<Record<'expired' | 'deactivated' | 'mustChange', string>>;
/** Real ids of the first company, for the places in paths that have one. */
let real: Readonly<Record<string, string>>;
/** A key, and another for the operations that the first one's scope would open. */
let keys: readonly { readonly scope: string; readonly key: string }[];

const NO_AGENT = '999999999';
const unknownId = (path: string, name: string): string => {
  if (name === 'type') return 'voice';
  const isAgent = name === 'agentId' || (name === 'id' && path.startsWith('/api/agents/'));
  return isAgent ? NO_AGENT : 'no-such-id';
};
const fill = (path: string, idOf: (name: string) => string) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => idOf(name));

async function ask(
  { method }: Operation,
  path: string,
  token?: string,
  body?: unknown,
): Promise<{ status: number; code: string | undefined }> {
  const verb = method.toLowerCase() as 'get' | 'head' | 'post' | 'put' | 'delete';
  const request = app.http(token)[verb](path).redirects(0);
  const answer = await (body === undefined ? request : request.send(body as object));
  const { error } = answer.body as { error?: { code?: string } };
  return { status: answer.status, code: error?.code };
}

/** A path with ids that nobody has; what concerns oneself has one's own. */
function harmless(operation: Operation, who: TestAgent): string {
  const { path, group } = operation;
  return fill(path, (name) => {
    if (name === 'clientId') return centre.clientId;
    const isSelf = group === 'own' && path.startsWith('/api/agents/') && name === 'id';
    return isSelf ? String(who.id) : unknownId(path, name);
  });
}

/** What the first company has that others could wish to read or change. */
async function belongings(): Promise<string> {
  const { clientId } = centre;
  const names = ['teams', 'team_members', 'team_agent_assignments', 'sector_agents', 'channels'];
  const all = await Promise.all(
    [...names, 'companies', 'business_rules', 'api_keys', 'call_queue'].map((name) =>
      app.db
        .collection(name)
        .find({ clientId }, { projection: { lastUsedAt: 0 } })
        .sort({ _id: 1 })
        .toArray(),
    ),
  );
  const people = await app.db
    .collection('agents')
    .find({ clientId }, { projection: { role: 1, isActive: 1, passwordHash: 1, fullName: 1 } })
    .sort({ _id: 1 })
    .toArray();
  return JSON.stringify([all, people]);
}

async function makeBelongings(): Promise<Record<string, string>> {
  const admin = app.http(centre.tenant.admin.token);
  const made = async (path: string, body: object): Promise<string> => {
    const answer = await admin.post(path).send(body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    const { data } = answer.body as { data: { id: string | number } };
    return String(data.id);
  };
  const agentId = agents.cs.id;
  const team = await made('/api/teams', { name: 'Retail', sector: 'billing' });
  await centre.connect('waits');
  const call = await app.until(
    () => centre.call('waits'),
    (found) => found !== null,
  );
  const session = await app.db
    .collection<{ _id: string }>('agent_sessions')
    .findOne({ agentId, isActive: true });
  return {
    '/api/auth/sessions/{id}': session?._id ?? '',
    '/api/agents/{id}': String(agentId),
    '{agentId}': String(agentId),
    '/api/teams/{id}': team,
    '{memberId}': await made(`/api/teams/${team}/members`, { agentId }),
    '{assignmentId}': await made(`/api/teams/${team}/agents`, { agentId }),
    '/api/sector-agents/{id}': await made('/api/sector-agents', { agentId, sector: 'billing' }),
    '/api/api-keys/{id}': await made('/api/api-keys', { name: 'A key', scopes: ['agents:read'] }),
    '{callLogId}': String(call?.['_id']),
  };
}

/** The first company's real id for a place in a path; undefined where there is none to have. */
function realId(path: string, name: string): string | undefined {
  const upToHere = path.slice(0, path.indexOf(`{${name}}`) + name.length + 2);
  return real[`{${name}}`] ?? real[upToHere];
}

beforeAll(async () => {
  app = await AppHarness.start({ JWT_SECRET: SECRET });
  document = await OpenApi.of(app);
  centre = await CallCentre.open(app);
  const { clientId } = centre;
  agents = {
    admin: centre.tenant.admin,
    cs: await app.agent(clientId, 'cs'),
    viewer: await app.agent(clientId, 'viewer'),
  };
  rival = (await app.tenant()).admin;
  real = await makeBelongings();

  const gone = await app.agent(clientId, 'admin');
  const fresh = await app.agent(clientId, 'admin');
  const people = app.db.collection<{ _id: number }>('agents');
  await people.updateOne({ _id: gone.id }, { $set: { isActive: false } });
  await people.updateOne({ _id: fresh.id }, { $set: { mustChangePassword: true } });
  const claims = jwt.decode(agents.admin.token) as jwt.JwtPayload;
  const expired = { ...claims, exp: Math.floor(Date.now() / 1000) - 1 };
  tokens = {
    expired: jwt.sign(expired, createSecretKey(Buffer.from(SECRET))),
    deactivated: gone.token,
    mustChange: fresh.token,
  };
  for (const [token, status] of [
    [gone.token, 401],
    [fresh.token, 403],
  ] as const) {
    await app.until(
      () => app.http(token).get('/api/auth/me'),
      (answer) => answer.status === status,
    );
  }
  keys = await Promise.all(
    ['routing:write', 'agents:read'].map(async (scope) => {
      const body = { name: 'Narrow key', scopes: [scope] };
      const answer = await app.http(agents.admin.token).post('/api/api-keys').send(body);
      return { scope, key: (answer.body as { data: { key: string } }).data.key };
    }),
  );
});
afterAll(() => app.stop());

it('every operation is one that the table knows', () => {
  const known = new Set(OPERATIONS.map(({ method, path }) => `${method} ${path}`));
  expect(document.operations().filter((name) => !known.has(name))).toEqual([]);
});

const guarded = OPERATIONS.filter(({ group }) => group !== 'public' && group !== 'cron');
const title = ({ method, path }: Operation) => `${method} ${path}`;

describe.each(guarded.map((operation) => [title(operation), operation] as const))(
  '%s',
  (name, operation) => {
    /** An operation that is not built yet has nothing to be asked. */
    const each = (what: string, run: () => Promise<void>) =>
      it(what, async () => {
        if (document.has(name)) await run();
      });

    each('is closed without a good token', async () => {
      const path = harmless(operation, agents.admin);
      for (const token of [undefined, 'nonsense', tokens.expired, tokens.deactivated]) {
        expect(await ask(operation, path, token)).toEqual({
          status: 401,
          code: operation.method === 'HEAD' ? undefined : 'UNAUTHENTICATED',
        });
      }
    });

    each('is for the roles of its group only', async () => {
      for (const role of ROLES) {
        // Signing out must not end what the other tests need.
        const who =
          operation.group === 'self' ? await app.agent(centre.clientId, role) : agents[role];
        const { status, code } = await ask(operation, harmless(operation, who), who.token);
        const isAllowed = (GROUPS[operation.group] as readonly Role[]).includes(role);
        if (!isAllowed) expect([role, status, code]).toEqual([role, 403, 'FORBIDDEN']);
        else expect([role, [401, 403].includes(status) || status >= 500]).toEqual([role, false]);
      }
    });

    each('is closed to a key without its scope', async () => {
      const scopes = document.scopesOf(name);
      const { key } = keys.find(({ scope }) => !scopes.includes(scope))!;
      const path = harmless(operation, agents.admin);
      expect(await ask(operation, path, key)).toEqual({ status: 403, code: 'FORBIDDEN' });
    });

    each('waits for a new password where one must be chosen', async () => {
      const path = harmless(operation, agents.admin);
      const { status, code } = await ask(operation, path, tokens.mustChange);
      if (operation.path === '/api/auth/change-password') expect(status).toBe(400);
      else expect([status, code]).toEqual([403, 'PASSWORD_CHANGE_REQUIRED']);
    });

    each('knows nothing of another company’s things', async () => {
      const { path } = operation;
      if (path.includes('{clientId}')) {
        const answer = await ask(
          operation,
          fill(path, () => centre.clientId),
          rival.token,
        );
        expect(answer).toEqual({ status: 403, code: 'TENANT_MISMATCH' });
        return;
      }
      const hasReal = [...path.matchAll(/\{(\w+)\}/g)].some(([, place]) => realId(path, place!));
      if (!hasReal) return;
      const before = await belongings();
      const body = bodyOf(document, name);
      const theirs = fill(path, (place) => realId(path, place) ?? unknownId(path, place));
      const nobodys = fill(path, (place) => unknownId(path, place));
      const [asked, unknown] = [
        await ask(operation, theirs, rival.token, body),
        await ask(operation, nobodys, rival.token, body),
      ];
      expect(asked).toEqual(unknown);
      expect([400, 403, 404]).toContain(asked.status);
      expect(await belongings()).toBe(before);
    });
  },
);

describe.each(
  OPERATIONS.filter(({ group }) => group === 'public').map((row) => [title(row), row] as const),
)('%s', (name, operation) => {
  it('needs no token', async () => {
    if (!document.has(name)) return;
    const { status, code } = await ask(operation, harmless(operation, agents.admin));
    expect(status).toBeLessThan(500);
    expect(['UNAUTHENTICATED', 'FORBIDDEN']).not.toContain(code);
  });
});

describe.each(
  OPERATIONS.filter(({ group }) => group === 'cron').map((row) => [title(row), row] as const),
)('%s', (name, operation) => {
  it('takes no token of an agent, only the secret', async () => {
    if (!document.has(name)) return;
    for (const token of [undefined, agents.admin.token, keys[0]!.key]) {
      expect((await ask(operation, operation.path, token)).status).toBe(401);
    }
  });
});
