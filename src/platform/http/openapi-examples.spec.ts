import { describe, expect, it } from '@jest/globals';
import { exampleOf, type Schema } from './openapi-examples.js';

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const schemas: Readonly<Record<string, Schema>> = {
  Team: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      name: { type: 'string', example: 'Loans North' },
      leadId: { type: 'number', nullable: true },
      size: { type: 'integer', minimum: 1 },
      isActive: { type: 'boolean' },
      status: { type: 'string', enum: ['open', 'closed'] },
      limit: { type: 'number', default: 20 },
      createdAt: { type: 'string', format: 'date-time' },
      parent: { allOf: [ref('Team')], nullable: true },
    },
  },
};

describe('the example of a schema', () => {
  it('is put together from the examples of its fields, and what their form says', () => {
    expect(exampleOf({ type: 'array', items: ref('Team') }, schemas)).toMatchObject([
      {
        id: '0199d2a0-7c3e-7c11-9f2e-5b1d8c3a4e6f',
        name: 'Loans North',
        leadId: null,
        size: 1,
        isActive: true,
        status: 'open',
        limit: 20,
        createdAt: '2026-01-15T04:30:00.000Z',
        parent: { name: 'Loans North' },
      },
    ]);
  });

  it('takes the first of several forms', () => {
    expect(exampleOf({ oneOf: [{ type: 'string', example: 'one' }, ref('Team')] }, {})).toBe('one');
  });

  it('of what is not said is empty', () => {
    expect([exampleOf({}, {}), exampleOf({ type: 'string' }, {})]).toEqual([{}, '…']);
  });
});
