import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose, { type Model, type Schema } from 'mongoose';
import { Clock } from '../../src/common/clock.js';
import { asTenantId, type TenantId } from '../../src/common/ids.js';
import { HOUR, MINUTE } from '../../src/common/time.js';
import { JobSchema, type JobRecord } from '../../src/platform/jobs/job.schema.js';
import { JobsRepository } from '../../src/platform/jobs/jobs.repository.js';
import { Jobs, type Job, type JobRun } from '../../src/platform/jobs/jobs.service.js';
import type { Tick } from '../../src/platform/jobs/ticks.js';
import { Leases, LeaseLostError, type Lease } from '../../src/platform/mongo/leases.js';
import { tenantPlugin } from '../../src/platform/mongo/tenant.plugin.js';
import { Transactions } from '../../src/platform/mongo/transactions.js';
import { jsonSchemaOf } from '../../src/platform/mongo/validator.js';

/** Time stands still unless a test moves it. */
class HandClock extends Clock {
  readonly speed = 1;
  ms = Date.parse('2026-01-15T06:00:00Z');
  now = (): number => this.ms;
  monotonicMs = (): number => performance.now();
}

const connection = mongoose.createConnection();
(JobSchema as unknown as Schema).plugin(tenantPlugin);
const model = connection.model('Job', JobSchema as never) as unknown as Model<JobRecord>;
const silent = { debug() {}, info() {}, warn() {}, error() {} } as never;
const ids = { next: () => randomUUID(), secret: () => '' };
const transactions = new Transactions(connection);

beforeAll(async () => {
  const server = process.env['MONGODB_URI'];
  if (!server) throw new Error('MongoDB is not there: run "npm test"');
  const database = `t_${process.pid}_${randomBytes(4).toString('hex')}`;
  await connection.openUri(server.replace(/\/[^/?]*(\?|$)/, `/${database}$1`), {
    autoIndex: false,
    autoCreate: false,
  });
  await connection.createCollection('jobs', {
    validator: { $jsonSchema: jsonSchemaOf(JobSchema as never) },
  });
  await model.createIndexes();
});

afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

/** A node with one job; its turns come when the test says so. */
function node(name: string, tenants: readonly TenantId[], clock: HandClock, work: Job['run']) {
  const leases = new Leases(connection, silent, ids);
  let tick: Tick | undefined;
  const outcomes: string[] = [];
  const ticks = {
    start: (given: Tick) => (tick = given),
    count: (_job: string, outcome: string) => outcomes.push(outcome),
  } as never;
  const zones = tenants.map((clientId) => ({ clientId, timezone: 'Asia/Kolkata' }));
  const jobs = new Jobs(
    new JobsRepository(model),
    { list: () => Promise.resolve([]) } as never,
    { list: () => Promise.resolve(zones) },
    ticks,
    leases,
    undefined as never,
    undefined as never,
    clock,
    ids,
    silent,
  );
  jobs.start({ name, description: 'A job', schedule: { everyMs: HOUR }, run: work });
  return {
    jobs,
    outcomes,
    leases,
    turn: async (lease?: Lease) => {
      const held = lease ?? (await leases.take(`tick:${name}`, 60_000));
      if (held) await tick?.run(held);
      return held;
    },
  };
}

const newTenant = (): TenantId => asTenantId(`c${randomBytes(5).toString('hex')}`);
const newName = (): string => `job-${randomBytes(4).toString('hex')}`;
const recordOf = async (name: string, clientId: TenantId): Promise<JobRecord> => {
  const record = await new JobsRepository(model).find(name, clientId);
  if (!record) throw new Error('no record');
  return record;
};
const nothing = { did: 'nothing', figures: {} };

describe('jobs', () => {
  it('run once for each tenant whose turn it is, and tell the next run what the last one left', async () => {
    const [one, two] = [newTenant(), newTenant()];
    const clock = new HandClock();
    const seen: JobRun[] = [];
    const name = newName();
    const { turn, outcomes } = node(name, [one, two], clock, (run) => {
      seen.push(run);
      return Promise.resolve({ did: 'work', figures: { n: 1 }, cursor: `after ${clock.ms}` });
    });
    await turn();
    await turn();
    expect(seen.map(({ clientId, cursor }) => [clientId, cursor])).toEqual([
      [one, null],
      [two, null],
    ]);
    const first = clock.ms;
    clock.ms += HOUR;
    await turn();
    expect(seen.slice(2).map(({ cursor }) => cursor)).toEqual([`after ${first}`, `after ${first}`]);
    expect(outcomes).toEqual(['done', 'done', 'done', 'done']);
    expect(await recordOf(name, one)).toMatchObject({
      isRunning: false,
      runs: 2,
      outcome: 'done',
      did: 'work',
      figures: { n: 1 },
      completeAt: clock.date(),
      nextRunAt: new Date(clock.ms + HOUR),
      error: null,
    });
  });

  it('that fail for one tenant run for the others, and again a minute later', async () => {
    const [bad, good] = [newTenant(), newTenant()];
    const clock = new HandClock();
    const ran: TenantId[] = [];
    const name = newName();
    let isBroken = true;
    const { turn } = node(name, [bad, good], clock, ({ clientId }) => {
      ran.push(clientId);
      if (clientId === bad && isBroken) throw new TypeError('+91 98100 12345 is no number');
      return Promise.resolve(nothing);
    });
    await turn();
    await turn();
    expect(ran).toEqual([bad, good]);
    const failed = await recordOf(name, bad);
    expect(failed).toMatchObject({ outcome: 'failed', error: { kind: 'TypeError' } });
    expect(JSON.stringify(failed)).not.toContain('98100');
    isBroken = false;
    clock.ms += MINUTE;
    await turn();
    expect(ran).toEqual([bad, good, bad]);
    expect(await recordOf(name, bad)).toMatchObject({ outcome: 'done', error: null });
  });

  it('that left something to do come again soon, and stay due', async () => {
    const tenant = newTenant();
    const clock = new HandClock();
    let runs = 0;
    const { turn } = node(newName(), [tenant], clock, () => {
      runs += 1;
      return Promise.resolve({ ...nothing, isComplete: runs > 1 });
    });
    await turn();
    await turn();
    expect(runs).toBe(1);
    clock.ms += 10_000;
    await turn();
    await turn();
    expect(runs).toBe(2);
  });

  it('run at once for the tenant that asks, and for no other', async () => {
    const [mine, other] = [newTenant(), newTenant()];
    const clock = new HandClock();
    const ran: TenantId[] = [];
    const name = newName();
    const { jobs, turn } = node(name, [mine, other], clock, ({ clientId }) => {
      ran.push(clientId);
      return Promise.resolve({ did: 'by hand', figures: {} });
    });
    await turn();
    const asked = jobs.runNow(mine, name);
    await new Promise((resolve) => setTimeout(resolve, 0));
    await expect(jobs.runNow(asTenantId('nobody'), 'no such job')).rejects.toMatchObject({
      code: 'JOB_NOT_FOUND',
    });
    while ((await recordOf(name, mine)).requestedAt === undefined) await turn();
    await expect(jobs.runNow(mine, name)).rejects.toMatchObject({ code: 'JOB_RUNNING' });
    await turn();
    expect((await asked).record).toMatchObject({ did: 'by hand', runs: 2 });
    expect(ran).toEqual([mine, other, mine]);
  });

  it('whose node died are begun anew by the node that takes over', async () => {
    const tenant = newTenant();
    const clock = new HandClock();
    const name = newName();
    const dead = node(name, [tenant], clock, () => Promise.resolve(nothing));
    await dead.turn();
    await new JobsRepository(model).begin(name, tenant, clock.date(), 'dead:1');
    await dead.leases.release(`tick:${name}`);
    let runs = 0;
    const next = node(name, [tenant], clock, () => {
      runs += 1;
      return Promise.resolve(nothing);
    });
    await next.turn();
    expect(runs).toBe(1);
    expect(await recordOf(name, tenant)).toMatchObject({ isRunning: false, runs: 3 });
  });

  it('commit nothing for a node that has lost its lease, and leave its record to the other', async () => {
    const tenant = newTenant();
    const clock = new HandClock();
    const name = newName();
    const work = ({ lease }: JobRun) =>
      transactions.run(async (session) => {
        await lease.fence(session);
        return { did: 'stored', figures: {} };
      });
    const slow = node(name, [tenant], clock, work);
    const lease = await slow.leases.take(`tick:${name}`, 60_000);
    if (!lease) throw new Error('no lease');
    await slow.leases.release(`tick:${name}`);
    const other = node(name, [tenant], clock, work);
    expect(await other.turn()).not.toBeNull();
    clock.ms += HOUR;
    await slow.turn(lease);
    expect(slow.outcomes).toEqual(['failed']);
    expect(await recordOf(name, tenant)).toMatchObject({ outcome: 'done', error: null });
    await expect(transactions.run((session) => lease.fence(session))).rejects.toThrow(
      LeaseLostError,
    );
  });
});
