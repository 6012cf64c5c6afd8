import { describe, expect, it } from '@jest/globals';
import type { AgentCount } from '../agents/agents.types.js';
import { statisticsOf } from './agent-statistics.domain.js';

const ROLES = ['admin', 'cs', 'viewer'];
const count = (changes: Partial<AgentCount>): AgentCount => ({
  role: 'cs',
  department: 'Retail',
  isActive: true,
  onlineStatus: 'offline',
  count: 1,
  ...changes,
});

describe('statistics of agents', () => {
  it('are zero for nobody, by every role', () => {
    expect(statisticsOf([], ROLES)).toEqual({
      total: 0,
      active: 0,
      online: 0,
      offline: 0,
      byRole: { admin: 0, cs: 0, viewer: 0 },
      byDepartment: {},
    });
  });

  it('count all, and by status, role and department', () => {
    const counts = [
      count({ count: 3 }),
      count({ count: 2, onlineStatus: 'online', department: 'Claims' }),
      count({ count: 1, onlineStatus: 'busy', role: 'admin' }),
      count({ count: 4, isActive: false }),
    ];
    expect(statisticsOf(counts, ROLES)).toEqual({
      total: 10,
      active: 6,
      online: 2,
      offline: 7,
      byRole: { admin: 1, cs: 9, viewer: 0 },
      byDepartment: { Retail: 8, Claims: 2 },
    });
  });

  it('name departments in order, whatever order they are counted in', () => {
    const counts = ['Retail', 'Claims', 'Loans', 'Cards'].map((department) =>
      count({ department }),
    );
    const { byDepartment } = statisticsOf(counts, ROLES);
    expect(Object.keys(byDepartment)).toEqual(['Cards', 'Claims', 'Loans', 'Retail']);
    const unknown = statisticsOf(
      [count({ role: 'admin', count: 2 }), count({ role: 'admin' })],
      [],
    );
    expect(unknown.byRole).toEqual({ admin: 3 });
  });

  it('take any text for the name of a department', () => {
    const { byDepartment } = statisticsOf(
      ['__proto__', 'constructor'].map((department) => count({ department })),
      ROLES,
    );
    expect(JSON.stringify(byDepartment)).toBe('{"__proto__":1,"constructor":1}');
  });
});
