import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AgentIdField, Name, NewPassword, QueryFlag } from './fields.decorator.js';

class Sample {
  @Name(2, 20)
  name: string;
  @NewPassword()
  password: string;
  @AgentIdField()
  agentId: number;
  @QueryFlag()
  isActive?: boolean;
}

const GOOD = { name: 'Asha', password: 'Mumbai2026x', agentId: 7 };
const read = (changes: object) => plainToInstance(Sample, { ...GOOD, ...changes });
const badOf = (changes: object) => validateSync(read(changes)).map((error) => error.property);

describe('the fields that bodies share', () => {
  it.each(['Asha', 'Zoë <3', 'a < b', '陈伟', 'line\nbreak'])('take the name %j', (name) => {
    expect(badOf({ name })).toEqual([]);
  });

  it.each(['<b>Asha', 'Asha</b>', 'x\n<script>', '<!-- x', '   ', 'A', 7, null])(
    'refuse the name %j',
    (name) => {
      expect(badOf({ name })).toEqual(['name']);
    },
  );

  it.each(['mumbai2026', 'MUMBAI2026', 'Mumbaimumbai', 'Mumb26x', `Aa1${'x'.repeat(126)}`])(
    'refuse the password %j',
    (password) => {
      expect(badOf({ password })).toEqual(['password']);
    },
  );

  it('read an agent’s id as a number or its decimal string', () => {
    expect(read({ agentId: '17' }).agentId).toBe(17);
    for (const agentId of ['0x1', '1e3', '', '-1', 0, 1.5, '9'.repeat(16), null]) {
      expect(badOf({ agentId })).toEqual(['agentId']);
    }
  });

  it('read true and false in a query, and nothing else', () => {
    expect(read({ isActive: 'false' }).isActive).toBe(false);
    expect(read({ isActive: 'true' }).isActive).toBe(true);
    expect(badOf({ isActive: 'yes' })).toEqual(['isActive']);
  });
});
