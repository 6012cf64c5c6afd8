import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';

/** The columns of a day file, in this order; the header must be exactly these. */
export const DAY_FILE_COLUMNS = [
  'vru+line',
  'call_id',
  'customer_id',
  'priority',
  'type',
  'date',
  'vru_entry',
  'vru_exit',
  'vru_time',
  'q_start',
  'q_exit',
  'q_time',
  'outcome',
  'ser_start',
  'ser_exit',
  'ser_time',
  'server',
] as const;

export type DayFileColumn = (typeof DAY_FILE_COLUMNS)[number];

/** The bank's kinds of service. */
export const SERVICE_TYPES = ['PS', 'PE', 'IN', 'NE', 'NW', 'TT'] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];

/** How a call ended; PHANTOM is a row of the switch that is no call. */
export const OUTCOMES = ['AGENT', 'HANG', 'PHANTOM'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** An unbroken line of the record. Times are seconds of the day by the clock, 0 to 86,399. */
export interface BankRow {
  /** The line of the file, the header being line 1. */
  line: number;
  vruLine: string;
  callId: string;
  /** '0' when the bank did not know who called. */
  customerId: string;
  priority: 0 | 1 | 2;
  type: ServiceType;
  vruEntry: number;
  vruExit: number;
  /** A few rows of the record have an exit up to 75 s before the entry: then below 0. */
  vruSeconds: number;
  /** Whether the call stood in the queue; `waitSeconds` is 0 when it did not. */
  queued: boolean;
  waitSeconds: number;
  outcome: Outcome;
  /** Null when no service began. */
  serviceStart: number | null;
  serviceSeconds: number;
  /** Null when the record says NO_SERVER. */
  server: string | null;
}

/** What is wrong with a line that was left out. */
export interface DayFileProblem {
  line: number;
  column: string;
  message: string;
}

/** One date of a day file. */
export interface BankDay {
  /** YYYY-MM-DD */
  date: string;
  calls: BankRow[];
  problems: DayFileProblem[];
}

/** The file cannot be played at all: not there, not this format, or without a usable line. */
export class DayFileError extends Error {
  override readonly name = 'DayFileError';
}

/**
 * Reads a day file, plain or gzipped, and gives its days in order of date. A broken line is left
 * out and named in the problems of its day.
 *
 * @throws DayFileError when nothing of the file can be played
 */
export function readDayFile(path: string): BankDay[] {
  return parseDays(readText(path), path);
}

/** Does the work of `readDayFile` on the text of a file; `name` is for the messages. */
export function parseDays(text: string, name: string): BankDay[] {
  const [header, ...lines] = splitLines(text);
  checkHeader(header?.fields ?? [], name);

  const days = new Map<string, BankDay>();
  const broken: { date: string | undefined; problem: DayFileProblem }[] = [];
  const seen = new Map<string, number>();
  let lastDate: string | undefined;
  for (const { line, fields } of lines) {
    try {
      const { date, row } = parseLine(line, fields);
      const key = `${date} ${row.vruLine} ${row.callId}`;
      const first = seen.get(key);
      if (first !== undefined) throw new BrokenField('call_id', `is the call of line ${first}`);
      seen.set(key, line);
      const day = days.get(date) ?? { date, calls: [], problems: [] };
      days.set(date, day);
      day.calls.push(row);
      lastDate = date;
    } catch (error) {
      if (!(error instanceof BrokenField)) throw error;
      const { column, message } = error;
      broken.push({
        date: readableDate(fields) ?? lastDate,
        problem: { line, column, message },
      });
    }
  }

  const sorted = [...days.values()].sort((a, b) => a.date.localeCompare(b.date));
  const firstDay = sorted[0];
  if (!firstDay) throw new DayFileError(`${name}: ${withoutCalls(broken.map((b) => b.problem))}`);
  for (const { date, problem } of broken) {
    const day = days.get(date ?? '') ?? firstDay;
    day.problems.push(problem);
  }
  return sorted;
}

class BrokenField extends Error {
  constructor(
    readonly column: string,
    message: string,
  ) {
    super(message);
  }
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DayFileError(`${path}: cannot be read: ${reason}`, { cause: error });
  }
}

/** The format knows no quotes: with `quote` off, a stray one cannot swallow the lines after it. */
function splitLines(text: string): { line: number; fields: string[] }[] {
  const records = parse(text, {
    bom: true,
    info: true,
    quote: false,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
  }) as unknown as { info: { lines: number }; record: string[] }[];
  return records.map(({ info, record }) => ({ line: info.lines, fields: record }));
}

function checkHeader(found: string[], name: string): void {
  const expected: readonly string[] = DAY_FILE_COLUMNS;
  if (found.length === expected.length && found.every((column, i) => column === expected[i])) {
    return;
  }
  throw new DayFileError(
    `${name}: wrong header\n  expected: ${expected.join(',')}\n  found:    ${shorten(found.join(','), 300)}`,
  );
}

function withoutCalls(problems: DayFileProblem[]): string {
  const first = problems[0];
  if (!first) return 'has no calls';
  return `none of its ${problems.length} lines can be used; line ${first.line}, ${first.column}: ${first.message}`;
}

function parseLine(line: number, fields: string[]): { date: string; row: BankRow } {
  checkCount(fields);
  const field = (column: DayFileColumn) => fields[DAY_FILE_COLUMNS.indexOf(column)] ?? '';
  const matching = (column: DayFileColumn, pattern: RegExp, what: string) =>
    pattern.test(field(column)) ? field(column) : fail(column, field(column), what);
  const oneOf = <T extends string>(column: DayFileColumn, values: readonly T[]) =>
    values.find((value) => value === field(column)) ??
    fail(column, field(column), `not one of ${values.join(', ')}`);

  const vruLine = matching('vru+line', /^[A-Z]{2}\d{4}$/, 'not a line such as AA0101');
  const callId = matching('call_id', /^\d{1,12}$/, 'not a number');
  // A spreadsheet once wrote some long ids as 6.02701E+11.
  const customerId = matching('customer_id', /^(\d{1,15}|\d(\.\d+)?E\+\d\d)$/, 'not a number');
  const priority = Number(oneOf('priority', ['0', '1', '2'])) as 0 | 1 | 2;
  const type = oneOf('type', SERVICE_TYPES);
  const date = dateOf(field('date')) ?? fail('date', field('date'), 'not a date as yymmdd');

  const time = (column: DayFileColumn) =>
    secondOfDay(field(column)) ?? fail(column, field(column), 'not a time of day as h:mm:ss');
  const seconds = (column: DayFileColumn, from: number, to: number, min: number) => {
    const value = /^-?\d{1,9}$/.test(field(column)) ? Number(field(column)) : Number.NaN;
    if (Number.isNaN(value)) fail(column, field(column), 'not a number of seconds');
    if (value < min) fail(column, field(column), 'negative');
    if (value > MAX_SECONDS) fail(column, field(column), `longer than ${MAX_SECONDS} seconds`);
    if (!isSpan(from, to, value)) fail(column, field(column), 'not the time from start to exit');
    return value;
  };
  const vruEntry = time('vru_entry');
  const vruExit = time('vru_exit');
  const vruSeconds = seconds('vru_time', vruEntry, vruExit, -MAX_VRU_SLIP_SECONDS);
  const queueStart = time('q_start');
  const queueExit = time('q_exit');
  const waitSeconds = seconds('q_time', queueStart, queueExit, 0);
  const outcome = oneOf('outcome', OUTCOMES);
  const serviceStart = time('ser_start');
  const serviceExit = time('ser_exit');
  const serviceSeconds = seconds('ser_time', serviceStart, serviceExit, 0);
  const server = matching('server', /^[A-Za-z][\w .'-]{0,39}$/, 'not a name');

  return {
    date,
    row: {
      line,
      vruLine,
      callId,
      customerId,
      priority,
      type,
      vruEntry,
      vruExit,
      vruSeconds,
      // 0:00:00 stands for "did not happen" when both ends have it.
      queued: queueStart !== 0 || queueExit !== 0,
      waitSeconds,
      outcome,
      serviceStart: serviceStart === 0 && serviceExit === 0 ? null : serviceStart,
      serviceSeconds,
      server: server === 'NO_SERVER' ? null : server,
    },
  };
}

/** Well over the longest of two weeks, a service of 3,736 s: more is a slip of clock or pen. */
const MAX_SECONDS = 6 * 3600;

/** How far an exit from the IVR may lie before its entry, as it does in some rows of the record. */
const MAX_VRU_SLIP_SECONDS = 120;

const SECONDS_PER_DAY = 86_400;

function checkCount(fields: string[]): void {
  const expected = DAY_FILE_COLUMNS.length;
  if (fields.length === expected) return;
  const column = DAY_FILE_COLUMNS[fields.length] ?? `after ${DAY_FILE_COLUMNS[expected - 1]}`;
  throw new BrokenField(column, `${fields.length} columns instead of ${expected}`);
}

function fail(column: DayFileColumn, value: string, what: string): never {
  throw new BrokenField(column, value === '' ? 'is empty' : `"${shorten(value, 40)}" is ${what}`);
}

/** What a file that is no text holds must not reach a terminal as it is. */
function shorten(text: string, length: number): string {
  const printable = text.replace(/[^\x20-\x7e]/g, '?');
  return printable.length <= length ? printable : `${printable.slice(0, length)}…`;
}

function readableDate(fields: string[]): string | undefined {
  return dateOf(fields[DAY_FILE_COLUMNS.indexOf('date')] ?? '');
}

/** '990201' → '1999-02-01'; years to 60 are of this century. */
function dateOf(yymmdd: string): string | undefined {
  if (!/^\d{6}$/.test(yymmdd)) return undefined;
  return DateTime.fromFormat(yymmdd, 'yyMMdd', { zone: 'utc' }).toISODate() ?? undefined;
}

function secondOfDay(time: string): number | undefined {
  const match = /^(\d|[01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(time);
  if (!match) return undefined;
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}

/** Whether `to` lies `seconds` after `from`, be it past midnight. */
function isSpan(from: number, to: number, seconds: number): boolean {
  return (((from + seconds - to) % SECONDS_PER_DAY) + SECONDS_PER_DAY) % SECONDS_PER_DAY === 0;
}
