import { describe, expect, it } from '@jest/globals';
import { typeOf } from './types.js';

describe('a schema as a TypeScript type', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: 'integer', nullable: true }, 'number | null'],
    [{ enum: ["it's", 1, null] }, "'it\\'s' | 1 | null"],
    [{ type: 'array', items: { type: 'string', nullable: true } }, 'readonly (string | null)[]'],
    [{ type: 'array', items: { $ref: '#/components/schemas/TeamDto' } }, 'readonly TeamDto[]'],
    [{ allOf: [{ $ref: '#/components/schemas/JobDto' }], nullable: true }, 'JobDto | null'],
    [{ oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'integer' }] }, 'string | number'],
    [
      { type: 'object', additionalProperties: { type: 'number' } },
      'Readonly<Record<string, number>>',
    ],
    [{ type: 'object' }, 'Readonly<Record<string, unknown>>'],
    [{ type: 'string', format: 'binary' }, 'Blob'],
    [{ nullable: true }, 'null'],
    [{}, 'unknown'],
    [undefined, 'unknown'],
  ])('%j', (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });

  it('with fields says which may be left out, and what each means', () => {
    const schema = {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string', description: 'Ends */ nothing.' },
        'If-Match': { type: 'number' },
      },
    };
    expect(typeOf(schema)).toBe(
      "{\n  /** Ends * / nothing. */\n  readonly id: string;\n  readonly 'If-Match'?: number;\n}",
    );
  });
});
