import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId } from '../../common/ids.js';
import { ROLES, type Role } from '../../platform/http/roles.js';
import { defaultRooms, isShown, mayJoin, readRoom, roomsAfter, roomsOf } from './rooms.domain.js';

const member = (role: Role, department = 'Sales', agentId = 7) => ({
  agentId: asAgentId(agentId),
  role,
  department,
});
const hears = (who: ReturnType<typeof member>, rooms: readonly string[]) =>
  defaultRooms(who).some((room) => rooms.includes(room));

describe('rooms', () => {
  it('are the company, the department and the agent itself; for admins theirs too', () => {
    const own = ['agents:all', 'agents:department:Sales', 'agent:7'];
    expect(defaultRooms(member('cs')).filter(isShown)).toEqual(own);
    expect(defaultRooms(member('viewer')).filter(isShown)).toEqual(own);
    expect(defaultRooms(member('admin')).filter(isShown)).toEqual([...own, 'agents:admin']);
  });

  it.each([
    ['cs', 'agents:admin', false],
    ['viewer', 'agents:admin', false],
    ['admin', 'agents:admin', true],
    ['cs', 'agent:8', false],
    ['cs', 'agent:7', true],
    ['admin', 'agent:8', true],
    ['cs', 'agents:department:Support', false],
    ['cs', 'agents:department:Sales', true],
    ['admin', 'agents:department:Support', true],
    ['admin', 'person:8', false],
    ['viewer', 'role:viewer', false],
    ['admin', 'bank/agents:all', false],
    ['admin', 'agent:0', false],
    ['admin', 'agent:7 ', false],
  ] as const)('%s may join %s: %s', (role, room, may) => {
    expect(mayJoin(member(role), room)).toBe(may);
  });

  it('nobody but an admin ever joins what is not its own', () => {
    fc.assert(
      fc.property(fc.constantFrom('cs' as const, 'viewer' as const), fc.string(), (role, room) => {
        fc.pre(!defaultRooms(member(role)).includes(room));
        expect(mayJoin(member(role), room)).toBe(false);
        expect(mayJoin(member(role), `agents:department:${room}x`)).toBe(false);
      }),
    );
  });

  it('are read as what they name', () => {
    expect(readRoom('agents:department:A: B')).toEqual({ kind: 'department', name: 'A: B' });
    expect(readRoom('agent:17')).toEqual({ kind: 'agent', agentId: 17 });
    expect(readRoom('agents:department:')).toBeNull();
  });

  it('a change of role takes what is not allowed any more, and brings what is', () => {
    const admin = member('admin');
    const rooms = new Set([...defaultRooms(admin), 'agent:8', 'agents:department:Support']);
    expect(roomsAfter(rooms, admin, member('cs')).sort()).toEqual(
      defaultRooms(member('cs')).sort(),
    );
    expect(roomsAfter(new Set(defaultRooms(member('cs'))), member('cs'), admin)).toContain(
      'agents:admin',
    );
  });

  it('a change of department moves on, and leaves left what was left', () => {
    const before = member('cs');
    const after = member('cs', 'Support');
    const rooms = new Set(['agents:department:Sales', 'agent:7']);
    expect(roomsAfter(rooms, before, after)).toEqual(['agent:7', 'agents:department:Support']);
  });

  it('after any change hold nothing that is not allowed', () => {
    const anyMember = fc
      .tuple(fc.constantFrom(...ROLES), fc.constantFrom('Sales', 'Support'))
      .map(([role, department]) => member(role, department));
    fc.assert(
      fc.property(anyMember, anyMember, (before, after) => {
        for (const room of roomsAfter(new Set(defaultRooms(before)), before, after)) {
          expect(mayJoin(after, room) || defaultRooms(after).includes(room)).toBe(true);
        }
      }),
    );
  });
});

describe('an audience', () => {
  const about = asAgentId(7);

  it('of everybody is everybody, and those who listen to a department or an agent alone', () => {
    const rooms = roomsOf({ kind: 'everybody', about }, 'Sales');
    for (const role of ROLES) expect(hears(member(role, 'Other', 9), rooms)).toBe(true);
    expect(rooms).toEqual(expect.arrayContaining(['agents:department:Sales', 'agent:7']));
  });

  it('of a call is its agent and admins', () => {
    const rooms = roomsOf({ kind: 'admins', and: about }, null);
    expect(hears(member('cs'), rooms)).toBe(true);
    expect(hears(member('cs', 'Sales', 8), rooms)).toBe(false);
    expect(hears(member('viewer', 'Sales', 8), rooms)).toBe(false);
    expect(hears(member('admin', 'Sales', 8), rooms)).toBe(true);
  });

  it('of analytics is admins and viewers', () => {
    const rooms = roomsOf({ kind: 'analysts' }, null);
    expect(ROLES.filter((role) => hears(member(role), rooms))).toEqual(['admin', 'viewer']);
  });

  it('of one person is no admin else', () => {
    const rooms = roomsOf({ kind: 'person', agentId: about }, null);
    expect(hears(member('admin'), rooms)).toBe(true);
    expect(hears(member('admin', 'Sales', 8), rooms)).toBe(false);
  });
});
