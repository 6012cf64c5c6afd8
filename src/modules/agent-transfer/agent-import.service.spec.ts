import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asAgentId, asSessionId, asTenantId } from '../../common/ids.js';
import type { FileLine } from '../../platform/files/csv-lines.js';
import { AgentImport } from './agent-import.service.js';
import type { LineReport } from './agent-import.types.js';
import type { ImportPlan } from './import-batch.service.js';

const LINES = 6_000;
/** Lines of one transaction. */
const PIECE = 50;
const ME = {
  agentId: asAgentId(1),
  clientId: asTenantId('bank'),
  role: 'admin',
  sessionId: asSessionId('s'),
} as const;

/** Takes lines as the real one does, and counts how many it has in its hands. */
class CountingBatch {
  taken = 0;
  largest = 0;
  atOnce = 0;
  most = 0;

  async run(_plan: ImportPlan, _place: number, lines: readonly FileLine[]): Promise<LineReport[]> {
    this.atOnce += 1;
    this.most = Math.max(this.most, this.atOnce);
    this.largest = Math.max(this.largest, lines.length);
    await nextTurn();
    this.taken += lines.length;
    this.atOnce -= 1;
    return lines.map(({ line }) => ({
      line,
      status: 'created',
      id: asAgentId(line),
      username: `agent_${line}`,
      notified: false,
    }));
  }
}

const nothing = () => Promise.resolve();
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crosspoint-import-'));
  path = join(folder, 'agents.csv');
  const rows = Array.from(
    { length: LINES },
    (_, n) => `a_${n},a${n}@b.example,Agent ${n},cs,Retail`,
  );
  await writeFile(path, ['username,email,fullName,role,department', ...rows].join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

async function begin(batch: CountingBatch) {
  const imports = new AgentImport(
    batch as never,
    {} as never,
    {} as never,
    { of: () => Promise.resolve({ name: 'Bank' }) } as never,
    { canSend: () => false } as never,
    { info() {}, warn() {}, error() {} } as never,
  );
  const file = { path, hash: 'h', remove: nothing };
  return await imports.start(ME, file, { notify: false, key: null });
}

/** Until nothing has moved for a while. */
async function settled(batch: CountingBatch): Promise<void> {
  for (let before = -1; before !== batch.taken;) {
    before = batch.taken;
    for (let turn = 0; turn < 200; turn += 1) await nextTurn();
  }
}

describe('a long file of agents', () => {
  it('is in memory a piece at a time, and waits for who reads the report', async () => {
    const batch = new CountingBatch();
    const report = await begin(batch);
    await settled(batch);
    // Nobody has read a word: what fits into the stream, and the piece that did not.
    expect(batch.taken).toBeGreaterThan(0);
    expect(batch.taken).toBeLessThanOrEqual(600);

    let text = '';
    let ahead = 0;
    for await (const chunk of report as AsyncIterable<Buffer>) {
      text += chunk.toString();
      const read = text.split('"line":').length - 1;
      ahead = Math.max(ahead, batch.taken - read);
    }
    expect(ahead).toBeLessThanOrEqual(1000);
    expect([batch.largest, batch.most]).toEqual([PIECE, 1]);
    expect(JSON.parse(text)).toMatchObject({ created: LINES, failed: 0, complete: true });
  });

  it('is worked off to its end though nobody reads on', async () => {
    const batch = new CountingBatch();
    const report = await begin(batch);
    await settled(batch);
    report.destroy();
    await settled(batch);
    expect([batch.taken, batch.largest, batch.most]).toEqual([LINES, PIECE, 1]);
  });
});
