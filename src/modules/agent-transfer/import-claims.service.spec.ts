import { describe, expect, it } from '@jest/globals';
import { asAgentId, asSessionId, asTenantId } from '../../common/ids.js';
import { DAY, HOUR, MINUTE } from '../../common/time.js';
import type { Tick } from '../../platform/jobs/ticks.js';
import type { AgentImportDocument } from './agent-import.schema.js';
import { ImportClaims } from './import-claims.service.js';

const NOW = Date.parse('2026-01-15T06:00:00Z');
const clientId = asTenantId('bank');
const ME = { agentId: asAgentId(1), clientId, role: 'admin', sessionId: asSessionId('s') } as const;

/** The stored imports, as the collection behaves. */
class Imports {
  readonly stored = new Map<string, AgentImportDocument>();

  insertOrFind(document: AgentImportDocument) {
    const found = this.stored.get(document._id) ?? null;
    if (!found) this.stored.set(document._id, document);
    return Promise.resolve(found);
  }
  takeOver({ _id }: AgentImportDocument, runner: string, aliveAt: Date) {
    const found = this.stored.get(_id);
    if (found) this.stored.set(_id, { ...found, runner, aliveAt });
    return Promise.resolve(found !== undefined);
  }
  delete({ _id }: Pick<AgentImportDocument, '_id'>) {
    this.stored.delete(_id);
    return Promise.resolve();
  }
  listBefore(before: Date) {
    return Promise.resolve([...this.stored.values()].filter((one) => one.startedAt < before));
  }
}

function stage() {
  const imports = new Imports();
  const clock = { ms: NOW, now: () => clock.ms, date: () => new Date(clock.ms), fromWallMs };
  const ticks: Tick[] = [];
  let made = 0;
  const claims = new ImportClaims(
    imports as never,
    { start: (tick: Tick) => ticks.push(tick) } as never,
    { next: () => `runner${(made += 1)}`, secret: () => '' },
    clock as never,
    { info() {} } as never,
  );
  claims.onApplicationBootstrap();
  const only = () => [...imports.stored.values()][0]!;
  const change = (fields: Partial<AgentImportDocument>) =>
    imports.stored.set(only()._id, { ...only(), ...fields });
  return { claims, imports, clock, ticks, only, change };
}
const fromWallMs = (ms: number): number => ms;
const codeOf = async (claim: Promise<unknown>) =>
  await claim.then(
    () => null,
    (error: unknown) => (error as { code: string }).code,
  );

describe('the claim of an import', () => {
  it('is the first one’s of its key, account and company', async () => {
    const { claims, imports } = stage();
    expect(await claims.claim(ME, 'key', 'file')).toMatchObject({
      clientId: 'bank',
      hash: 'file',
      state: 'at_work',
      runner: 'runner1',
      startedAt: new Date(NOW),
      aliveAt: new Date(NOW),
    });
    await claims.claim(ME, 'other', 'file');
    await claims.claim({ ...ME, agentId: asAgentId(2) }, 'key', 'file');
    await claims.claim({ ...ME, clientId: asTenantId('shop') }, 'key', 'file');
    expect(imports.stored.size).toBe(4);
  });

  it('is refused for another file, and while somebody is at work', async () => {
    const { claims, clock } = stage();
    await claims.claim(ME, 'key', 'file');
    expect(await codeOf(claims.claim(ME, 'key', 'another'))).toBe('IDEMPOTENCY_KEY_REUSED');
    clock.ms += MINUTE;
    expect(await codeOf(claims.claim(ME, 'key', 'file'))).toBe('IDEMPOTENCY_IN_PROGRESS');
  });

  it('passes to the next when nothing was stored for more than a minute', async () => {
    const { claims, clock } = stage();
    await claims.claim(ME, 'key', 'file');
    clock.ms += MINUTE + 1;
    const taken = await claims.claim(ME, 'key', 'file');
    expect(taken).toMatchObject({ runner: 'runner2', aliveAt: new Date(clock.ms) });
    expect(taken.startedAt).toEqual(new Date(NOW));
  });

  it('tells what came of an import that is done, for a day', async () => {
    const { claims, clock, change } = stage();
    await claims.claim(ME, 'key', 'file');
    change({ state: 'done' });
    clock.ms += DAY;
    expect(await claims.claim(ME, 'key', 'file')).toMatchObject({ state: 'done' });
    clock.ms += 1;
    const anew = await claims.claim(ME, 'key', 'another');
    expect(anew).toMatchObject({ state: 'at_work', hash: 'another', runner: 'runner4' });
  });

  it('is forgotten after a day by a clean-up each hour', async () => {
    const { claims, clock, ticks, imports } = stage();
    await claims.claim(ME, 'key', 'file');
    clock.ms += 2;
    await claims.claim(ME, 'later', 'file');
    clock.ms = NOW + DAY + 1;
    expect(ticks).toMatchObject([{ name: 'import-cleanup', everyMs: HOUR }]);
    await ticks[0]!.run({} as never);
    expect(imports.stored.size).toBe(1);
  });
});
