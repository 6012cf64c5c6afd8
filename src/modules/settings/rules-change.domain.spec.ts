import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { decideCompany, companyOf } from './company.domain.js';
import { changesOf, merge } from './fields.domain.js';
import { decideRules } from './rules-change.domain.js';
import { applyRules, conflictsIn, defaultRules, rulesSchema } from './rules.domain.js';

const DEFAULTS = defaultRules(30, {
  agentHeartbeat: true,
  deviceConnectivity: true,
  enhancedDiscovery: true,
  discoveryFallback: false,
  queueHolding: true,
  inboundCallDebug: false,
});
const fieldsOf = (result: ReturnType<typeof decideRules>) =>
  result.ok ? [] : result.problems.map(({ field }) => field);

describe('the default rules', () => {
  it('are rules that an administrator could have set', () => {
    expect(rulesSchema.safeParse(DEFAULTS).error).toBeUndefined();
    expect(conflictsIn(DEFAULTS)).toEqual([]);
  });

  it('are null wherever null may be sent: null always means the default', () => {
    for (const [key, schema] of Object.entries(rulesSchema.shape)) {
      if (schema.safeParse(null).success) expect(DEFAULTS).toHaveProperty(key, null);
    }
  });

  it('say of every rule what it is', () => {
    const silent: string[] = [];
    const look = (schema: z.ZodType, path: string) => {
      if (path && !schema.description) silent.push(path);
      if (!(schema instanceof z.ZodObject)) return;
      for (const [key, inner] of Object.entries(schema.shape)) {
        look(inner as z.ZodType, `${path}.${key}`);
      }
    };
    look(rulesSchema, '');
    expect(silent).toEqual([]);
  });
});

describe('a change of the rules', () => {
  it('keeps what is left out, takes null back, and replaces lists and choices', () => {
    const before = {
      weights: { load: 1, priority: 2 },
      overflow: { to: 'sector', sector: 'loans' },
      dispositions: [{ name: 'a', isSuccess: true, value: 1 }],
    } as const;
    const given = {
      weights: { load: null, handleTime: 3 },
      overflow: { to: 'hang_up' },
      dispositions: [{ name: 'b', isSuccess: false, value: 0 }],
    };
    const result = decideRules(DEFAULTS, before, given);
    expect(result).toMatchObject({
      ok: true,
      value: {
        changes: { weights: { priority: 2, handleTime: 3 }, overflow: { to: 'hang_up' } },
        rules: { weights: { load: 20, priority: 2, handleTime: 3 }, wrapUpSeconds: 30 },
      },
    });
    const { rules } = (result as { value: { rules: typeof DEFAULTS } }).value;
    expect(rules.overflow).toEqual({ to: 'hang_up' });
    expect(rules.dispositions).toEqual(given.dispositions);
  });

  it.each([
    [{ weights: { load: -1 } }, 'weights.load'],
    [{ weights: 'all' }, 'weights'],
    [{ weights: { luck: 1 } }, 'weights.luck'],
    [{ wrapUpSeconds: Number.NaN }, 'wrapUpSeconds'],
    [{ wrapUpSeconds: '30' }, 'wrapUpSeconds'],
    [{ offerSeconds: 61 }, 'offerSeconds'],
    [{ aggregationSeconds: 4 }, 'aggregationSeconds'],
    [{ serviceLevel: { share: 0 } }, 'serviceLevel.share'],
    [{ callingWindow: { daysOfWeek: [] } }, 'callingWindow.daysOfWeek'],
    [{ callingWindow: { daysOfWeek: [1, 1] } }, 'callingWindow.daysOfWeek'],
    [{ callingWindow: { start: '25:00' } }, 'callingWindow.start'],
    [{ callingWindow: { end: '08:00' } }, 'callingWindow.end'],
    [{ overflow: { to: 'number', phoneNumber: '0801' } }, 'overflow.phoneNumber'],
    [{ overflow: { to: 'team' } }, 'overflow.teamId'],
    [{ retry: { busy: { longestDelaySeconds: 299 } } }, 'retry.busy.longestDelaySeconds'],
    [{ retry: { invalid_number: { attempts: 1 } } }, 'retry.invalid_number'],
    [{ concurrentCalls: { outbound: 9 } }, 'concurrentCalls.perCampaign'],
    [{ holdPieceSeconds: 100, longestWaitSeconds: 100 }, 'longestWaitSeconds'],
    [{ retentionDays: { audit: 2556 } }, 'retentionDays.audit'],
    [{ dispositions: [{ name: 'x' }] }, 'dispositions.0.isSuccess'],
    [{ fallbackAgentId: 'nobody' }, 'fallbackAgentId'],
    [{ closed: { message: ' ' } }, 'closed.message'],
    [7, ''],
  ])('%j is refused', (given, field) => {
    expect(fieldsOf(decideRules(DEFAULTS, {}, given))).toContain(field);
  });

  it('never lets through what the whole schema refuses, and is the same told twice', () => {
    const number = fc.oneof(fc.integer({ min: -2, max: 5000 }), fc.double(), fc.constant(null));
    const given = fc.record(
      {
        weights: fc.record({ load: number, priority: number }, { requiredKeys: [] }),
        wrapUpSeconds: number,
        offerSeconds: number,
        serviceLevel: fc.record({ share: number, seconds: number }, { requiredKeys: [] }),
        retry: fc.record({ busy: fc.record({ attempts: number }, { requiredKeys: [] }) }),
        capabilityScoring: fc.constantFrom('fixed', 'dynamic', 'none', null),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(given, given, (first, second) => {
        const one = decideRules(DEFAULTS, {}, first);
        if (!one.ok) return;
        expect(rulesSchema.safeParse(one.value.rules).error).toBeUndefined();
        const other = decideRules(DEFAULTS, one.value.changes, second);
        if (!other.ok) return;
        expect(rulesSchema.safeParse(other.value.rules).error).toBeUndefined();
        expect(decideRules(DEFAULTS, other.value.changes, second)).toEqual(other);
        expect(applyRules(DEFAULTS, other.value.changes)).toEqual(other.value.rules);
      }),
    );
  });
});

describe('a change of a company', () => {
  const before = companyOf({ name: 'Bank', timezone: 'Asia/Kolkata' });

  it('goes through contact and branding, and takes lists whole', () => {
    const first = decideCompany(before, {
      contact: { email: 'a@b.example', phone: '+91 80 1' },
      sectors: ['x', 'y'],
    });
    expect(first).toMatchObject({ ok: true });
    if (!first.ok) return;
    const second = decideCompany(first.value, { contact: { email: null }, sectors: ['z'] });
    expect(second).toMatchObject({
      ok: true,
      value: { name: 'Bank', contact: { email: null, phone: '+91 80 1' }, sectors: ['z'] },
    });
  });

  it.each([
    [{ name: null }, 'name'],
    [{ timezone: '+05:30' }, 'timezone'],
    [{ timezone: '' }, 'timezone'],
    [{ contact: { email: 'nobody' } }, 'contact.email'],
    [{ contact: { website: 'ftp://x.example' } }, 'contact.website'],
    [{ businessHours: [] }, 'businessHours'],
    [{ businessHours: { someday: [] } }, 'businessHours.someday'],
    [{ sectors: ['a', ' A '] }, 'sectors'],
  ])('%j is refused', (given, field) => {
    const result = decideCompany(before, given);
    expect(result.ok ? [] : result.problems.map((problem) => problem.field)).toContain(field);
  });
});

it('a merge takes any depth, and null to the default', () => {
  const schema = z.strictObject({ a: z.strictObject({ b: z.number(), c: z.array(z.number()) }) });
  const base = { a: { b: 1, c: [1, 2] } };
  expect(merge(schema, base, { a: { c: [3] } })).toEqual({ a: { b: 1, c: [3] } });
  expect(merge(schema, base, { a: { b: null } })).toEqual({ a: { c: [1, 2] } });
  expect(merge(schema, base, { a: { b: null } }, { a: { b: 9 } })).toEqual({
    a: { b: 9, c: [1, 2] },
  });
  expect(changesOf(schema).safeParse({ a: { b: null } }).success).toBe(true);
});
