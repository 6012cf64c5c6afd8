import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { DAY_FILE_COLUMNS, DayFileError, parseDays, readDayFile } from './day-file.js';

const HEADER = DAY_FILE_COLUMNS.join(',');
const SERVED =
  'AA0102,30112,23317894,2,PS,990201,9:58:21,9:58:26,5,9:58:26,10:00:15,109,AGENT,10:00:14,10:01:14,60,DORIT';
const HUNG_UP =
  'AA0101,34539,0,0,NW,990201,8:09:16,8:09:22,6,8:09:22,8:09:27,5,HANG,0:00:00,0:00:00,0,NO_SERVER';

const csv = (...lines: string[]) => [HEADER, ...lines, ''].join('\n');
const parse = (...lines: string[]) => parseDays(csv(...lines), 'day.csv');

/** `SERVED` with other values in some columns. */
function served(changes: Record<string, string>): string {
  const values = SERVED.split(',');
  return values.map((value, i) => changes[DAY_FILE_COLUMNS[i]!] ?? value).join(',');
}

describe('a day file', () => {
  it('gives the calls of a day', () => {
    const days = parse(SERVED, HUNG_UP);
    expect(days).toHaveLength(1);
    expect(days[0]).toMatchObject({ date: '1999-02-01', problems: [] });
    expect(days[0]!.calls).toEqual([
      {
        line: 2,
        vruLine: 'AA0102',
        callId: '30112',
        customerId: '23317894',
        priority: 2,
        type: 'PS',
        vruEntry: 35901,
        vruExit: 35906,
        vruSeconds: 5,
        queued: true,
        waitSeconds: 109,
        outcome: 'AGENT',
        serviceStart: 36014,
        serviceSeconds: 60,
        server: 'DORIT',
      },
      expect.objectContaining({
        line: 3,
        outcome: 'HANG',
        queued: true,
        serviceStart: null,
        server: null,
      }),
    ]);
  });

  it('gives several days in order of date', () => {
    const days = parse(served({ date: '990203' }), SERVED, served({ date: '000105' }));
    expect(days.map((day) => day.date)).toEqual(['1999-02-01', '1999-02-03', '2000-01-05']);
  });

  it('reads a call that was not queued, and one that ran past midnight', () => {
    const notQueued = { q_start: '0:00:00', q_exit: '0:00:00', q_time: '0' };
    const late = { ser_start: '23:59:50', ser_exit: '0:00:10', ser_time: '20' };
    const [call] = parse(served({ ...notQueued, ...late }))[0]!.calls;
    expect(call).toMatchObject({ queued: false, waitSeconds: 0, serviceSeconds: 20 });
  });

  it('takes what the record itself has: slips of the IVR clock and ids a spreadsheet wrote', () => {
    const slip = { vru_entry: '9:59:16', vru_exit: '9:58:26', vru_time: '-50' };
    const [day] = parse(served({ ...slip, customer_id: '6.02701E+11' }));
    expect(day).toMatchObject({ calls: [{ vruSeconds: -50 }], problems: [] });
  });

  it.each([
    ['vru+line', { 'vru+line': '' }, 'is empty'],
    ['vru+line', { 'vru+line': '"AA0101' }, '""AA0101" is not a line such as AA0101'],
    ['call_id', { call_id: '3x' }, '"3x" is not a number'],
    ['customer_id', { customer_id: '-7' }, '"-7" is not a number'],
    ['priority', { priority: '3' }, '"3" is not one of 0, 1, 2'],
    ['type', { type: 'ps' }, '"ps" is not one of PS, PE, IN, NE, NW, TT'],
    ['date', { date: '990230' }, '"990230" is not a date as yymmdd'],
    ['vru_exit', { vru_exit: '24:00:00' }, '"24:00:00" is not a time of day as h:mm:ss'],
    ['q_start', { q_start: '9:58' }, '"9:58" is not a time of day as h:mm:ss'],
    ['q_time', { q_time: '-1' }, '"-1" is negative'],
    ['q_time', { q_time: '108' }, '"108" is not the time from start to exit'],
    ['vru_time', { vru_time: '-121' }, '"-121" is negative'],
    ['outcome', { outcome: 'LOST' }, '"LOST" is not one of AGENT, HANG, PHANTOM'],
    ['ser_time', { ser_time: '1e9' }, '"1e9" is not a number of seconds'],
    ['ser_time', { ser_time: '999999' }, '"999999" is longer than 21600 seconds'],
    ['server', { server: '' }, 'is empty'],
    ['server', { server: '\u001b[31m' }, '"?[31m" is not a name'],
  ])('names a broken %s and goes on with the rest: %j', (column, changes, message) => {
    const [day] = parse(served({ call_id: '1', ...changes }), SERVED);
    expect(day!.problems).toEqual([{ line: 2, column, message }]);
    expect(day!.calls.map((call) => call.line)).toEqual([3]);
  });

  it('names the column where a line is too short or too long', () => {
    const [day] = parse(SERVED, 'AA0101,1,0', `${HUNG_UP},more`);
    expect(day!.problems).toEqual([
      { line: 3, column: 'priority', message: '3 columns instead of 17' },
      { line: 4, column: 'after server', message: '18 columns instead of 17' },
    ]);
  });

  it('counts lines as an editor does, with empty lines, quotes and CR LF', () => {
    const text = `\uFEFF${HEADER}\r\n\r\n"${SERVED}\r\n${HUNG_UP}\r\n\r\nx\r\n`;
    const [day] = parseDays(text, 'day.csv');
    expect(day!.calls.map((call) => call.line)).toEqual([4]);
    expect(day!.problems.map((problem) => problem.line)).toEqual([3, 6]);
  });

  it('leaves out a call that is there twice', () => {
    const [day] = parse(SERVED, SERVED);
    expect(day!.problems).toEqual([
      { line: 3, column: 'call_id', message: 'is the call of line 2' },
    ]);
  });

  it('puts a problem into the day of its line, or of the call before it', () => {
    const days = parse(SERVED, served({ date: '990202' }), 'x', served({ priority: '9' }));
    expect(days.map((day) => day.problems.map(({ line }) => line))).toEqual([[5], [4]]);
  });

  it('refuses another header, saying what it expected and found', () => {
    expect(() => parseDays('', 'day.csv')).toThrow(DayFileError);
    expect(() => parseDays(`a,b\n${SERVED}`, 'day.csv')).toThrow(
      /^day\.csv: wrong header\n {2}expected: vru\+line,call_id,.*,server\n {2}found: {4}a,b$/,
    );
  });

  it('refuses a file without a usable line', () => {
    expect(() => parse()).toThrow('day.csv: has no calls');
    expect(() => parse('x', 'y')).toThrow(
      'day.csv: none of its 2 lines can be used; line 2, call_id: 1 columns instead of 17',
    );
  });
});

describe('reading from disk', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'day-file-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads plain and gzipped files alike, whatever their name', () => {
    const plain = join(folder, 'plain.csv');
    const zipped = join(folder, 'zipped');
    writeFileSync(plain, csv(SERVED));
    writeFileSync(zipped, gzipSync(csv(SERVED)));
    expect(readDayFile(zipped)).toEqual(readDayFile(plain));
  });

  it('says which file is missing or damaged', () => {
    const damaged = join(folder, 'damaged.csv.gz');
    writeFileSync(damaged, gzipSync(csv(SERVED)).subarray(0, 40));
    expect(() => readDayFile(damaged)).toThrow(DayFileError);
    expect(() => readDayFile(join(folder, 'none.csv'))).toThrow(/none\.csv: cannot be read/);
  });

  it('finds nothing broken in the bank’s own day', () => {
    const [day] = readDayFile('dev/bank/anonymous-bank-1999-02-01.csv');
    expect(day).toMatchObject({ date: '1999-02-01', problems: [] });
    expect(day!.calls).toHaveLength(1567);
  });
});
