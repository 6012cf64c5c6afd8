import { describe, expect, it } from '@jest/globals';
import { readHeader, readRow, type Header } from './columns.domain.js';

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

  it('is none with another number of cells', () => {
    expect(readRow(header, ['a'])).toBeNull();
    expect(readRow(header, Array(9).fill('a'))).toBeNull();
  });
});
