import { describe, expect, it } from '@jest/globals';
import { EXPORTED, readHeader, readRow, type Header } from './columns.domain.js';

const NEEDED = ['username', 'email', 'fullName', 'role', 'department'];
const headerOf = (cells: readonly string[]): Header => {
  const header = readHeader(cells);
  if ('problems' in header) throw new Error(JSON.stringify(header.problems));
  return header;
};

describe('the first line of a file of agents', () => {
  it('names the columns in any order and writing', () => {
    const names = [
      'Department',
      'FULL NAME',
      'User_Name',
      'e-mail',
      'role',
      'Max Concurrent Calls',
    ];
    expect(headerOf(names).columns).toEqual([
      'department',
      'fullName',
      'username',
      'email',
      'role',
      'maxConcurrentCalls',
    ]);
  });

  it('says which columns are not read', () => {
    const { columns, unread } = headerOf([...NEEDED, 'totalTicketsHandled', '', '__proto__']);
    expect(columns.slice(5)).toEqual([null, null, null]);
    expect(unread).toEqual(['totalTicketsHandled', '', '__proto__']);
  });

  it('must name what is needed, and nothing twice', () => {
    expect(readHeader(['username', 'role', 'Role', 'email', 'fullName'])).toEqual({
      problems: [
        { field: 'file', message: 'the first line must name this column: department' },
        { field: 'file', message: 'the first line names this column twice: role' },
      ],
    });
  });
});

describe('the columns of a file', () => {
  it('that we write are those of an agent, and what may be given can be read back', () => {
    expect(EXPORTED.join()).toBe(
      'id,username,email,fullName,role,department,phone,avatar,isActive,kind,maxConcurrentCalls,' +
        'externalId,onlineStatus,lastSeen,lastLoginAt,performanceLevel,totalTicketsHandled,' +
        'avgResponseTime,customerSatisfaction,createdAt,updatedAt',
    );
    const { columns, unread } = headerOf([...EXPORTED, 'password']);
    expect(columns.filter((column) => column !== null)).toEqual([
      ...EXPORTED.slice(0, 12),
      'password',
    ]);
    expect(unread).toEqual(EXPORTED.slice(12));
  });
});

describe('a line of a file of agents', () => {
  const header = headerOf([...NEEDED, 'isActive', 'maxConcurrentCalls', 'phone']);

  it('gives what its cells hold, and nothing for an empty one', () => {
    const cells = ['asha', 'a@b.example', ' Asha ', 'cs', '=1+1', 'FALSE', '3', ''];
    expect(readRow(header, cells)).toEqual({
      username: 'asha',
      email: 'a@b.example',
      fullName: ' Asha ',
      role: 'cs',
      department: '=1+1',
      isActive: false,
      maxConcurrentCalls: 3,
    });
  });

  it('takes back what an export put before a formula', () => {
    const row = readRow(header, ['a', 'b', "'=1", 'cs', "'x", 'maybe', '1e3', "'+91 98"]);
    expect(row).toMatchObject({ fullName: '=1', department: "'x", phone: '+91 98' });
    expect(row).toMatchObject({ isActive: 'maybe', maxConcurrentCalls: '1e3' });
  });

  it('gives numbers and flags where their columns have such, and else texts', () => {
    const row = (isActive: string, most: string) =>
      readRow(header, ['1', 'true', '7', 'cs', 'x', isActive, most, '5']);
    expect(row('TRUE', '12')).toMatchObject({ isActive: true, maxConcurrentCalls: 12 });
    expect(row('true', '12')).toMatchObject({ username: '1', email: 'true', phone: '5' });
    expect(row('truely', '1 2')).toMatchObject({ isActive: 'truely', maxConcurrentCalls: '1 2' });
    expect(row('untrue', 'x1')).toMatchObject({ isActive: 'untrue', maxConcurrentCalls: 'x1' });
    expect(row('true', '1234567890')).toMatchObject({ maxConcurrentCalls: '1234567890' });
    expect(row('true', '123456789')).toMatchObject({ maxConcurrentCalls: 123_456_789 });
  });

  it('leaves out what is in a column that is not read', () => {
    const odd = headerOf([...NEEDED, 'nickname']);
    expect(readRow(odd, ['a', 'b', 'c', 'd', 'e', 'f'])).toEqual({
      username: 'a',
      email: 'b',
      fullName: 'c',
      role: 'd',
      department: 'e',
    });
  });

  it('is none with another number of cells', () => {
    expect(readRow(header, ['a'])).toBeNull();
    expect(readRow(header, Array(9).fill('a'))).toBeNull();
  });
});
