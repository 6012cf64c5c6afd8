import { callDetails, knownDuration, statusOf } from './call-details.js';
import type { SimCall } from './call-record.js';
import { parseIst } from './indian-time.js';
import { numberKey } from './wire-number.js';

const DAY_MS = 24 * 3600_000;
const RANGE_MS = 31 * DAY_MS;
const HISTORY_MS = 184 * DAY_MS;

/** Why the query is refused with 400. */
export class BadListQuery extends Error {}

interface Page {
  readonly calls: readonly SimCall[];
  readonly before: string | null;
  readonly after: string | null;
  readonly total: number;
}

/** `GET Calls.json` (exotel.md 2.2): filters, order, cursors. `Details` is never part of it. */
export function listCalls(
  all: readonly SimCall[],
  query: URLSearchParams,
  path: string,
  now: number,
  fillMs: number,
): Record<string, unknown> {
  const size = pageSize(query);
  const matching = all.filter(matcher(query, now, fillMs));
  const sort = query.get('SortBy') ?? 'DateCreated:desc';
  if (sort === 'DateCreated:desc') matching.reverse();
  else if (sort !== 'DateCreated:asc') throw new BadListQuery('SortBy is not supported');
  const page = cut(matching, query, size);
  const uri = (cursor: Record<string, string>): string => {
    const next = new URLSearchParams(query);
    next.delete('Before');
    next.delete('After');
    next.set('PageSize', String(size));
    for (const [name, value] of Object.entries(cursor)) next.set(name, value);
    return `${path}?${next.toString()}`;
  };
  return {
    Metadata: {
      Total: page.total,
      PageSize: size,
      FirstPageUri: uri({}),
      PrevPageUri: page.before === null ? null : uri({ Before: page.before }),
      NextPageUri: page.after === null ? null : uri({ After: page.after }),
    },
    Calls: page.calls.map((call) => callDetails(call, now, fillMs)),
  };
}

function pageSize(query: URLSearchParams): number {
  const size = Number(query.get('PageSize') ?? 50);
  if (!Number.isInteger(size) || size < 1 || size > 100) {
    throw new BadListQuery('PageSize must be from 1 to 100');
  }
  return size;
}

/** The page after, or before, the call of the cursor. */
function cut(calls: readonly SimCall[], query: URLSearchParams, size: number): Page {
  const [after, before] = [query.get('After'), query.get('Before')];
  let start = 0;
  let end = size;
  if (after !== null) {
    start = indexOf(calls, after) + 1;
    end = start + size;
  } else if (before !== null) {
    end = indexOf(calls, before);
    start = Math.max(0, end - size);
  }
  const page = calls.slice(start, end);
  const [first, last] = [page[0], page.at(-1)];
  return {
    calls: page,
    before: first && start > 0 ? cursorOf(first) : null,
    after: last && end < calls.length ? cursorOf(last) : null,
    total: calls.length,
  };
}

function cursorOf(call: SimCall): string {
  return Buffer.from(call.sid).toString('base64url');
}

function indexOf(calls: readonly SimCall[], cursor: string): number {
  const sid = Buffer.from(cursor, 'base64url').toString();
  const index = calls.findIndex((call) => call.sid === sid);
  if (index < 0) throw new BadListQuery('the cursor is not known');
  return index;
}

function matcher(query: URLSearchParams, now: number, fillMs: number) {
  const sids = setOf(query, 'Sid', 100);
  const from = setOf(query, 'From', 5, numberKey);
  const to = setOf(query, 'To', 5, numberKey);
  const phone = setOf(query, 'PhoneNumber', 5, numberKey);
  const status = setOf(query, 'Status', 10);
  const direction = setOf(query, 'Direction', 10);
  const created = createdRange(query.get('DateCreated'), now);
  const duration = numberRange(query.get('Duration'));
  return (call: SimCall): boolean =>
    Math.floor(call.startedAt / 1000) * 1000 >= created.from &&
    Math.floor(call.startedAt / 1000) * 1000 <= created.to &&
    (!sids || sids.has(call.sid)) &&
    (!from || from.has(numberKey(call.from))) &&
    (!to || to.has(numberKey(call.to))) &&
    (!phone || phone.has(numberKey(call.exophone))) &&
    (!status || status.has(statusOf(call))) &&
    (!direction || direction.has(call.direction)) &&
    duration(knownDuration(call, now, fillMs));
}

function setOf(query: URLSearchParams, name: string, max: number, key = (text: string) => text) {
  const value = query.get(name);
  if (value === null || value === '') return null;
  const items = value.split(',').map((item) => item.trim());
  if (items.length > max) throw new BadListQuery(`${name} takes at most ${max} values`);
  return new Set(items.map(key));
}

/** Without a range: the last 31 days; at most a month; six months of history. */
function createdRange(text: string | null, now: number) {
  if (text === null) return { from: now - RANGE_MS, to: now };
  const bounds = boundsOf(text, parseIst);
  const to = bounds.lte ?? Math.min(now, (bounds.gte ?? now) + RANGE_MS);
  const from = bounds.gte ?? to - RANGE_MS;
  if (to - from > RANGE_MS) throw new BadListQuery('DateCreated spans more than one month');
  if (from < now - HISTORY_MS) throw new BadListQuery('DateCreated is more than 6 months ago');
  return { from, to };
}

function numberRange(text: string | null): (value: number | null) => boolean {
  if (text === null) return () => true;
  const { gte = -Infinity, lte = Infinity } = boundsOf(text, (part) => {
    const number = Number(part);
    return Number.isFinite(number) ? number : null;
  });
  return (value) => value !== null && value >= gte && value <= lte;
}

/** `gte:…;lte:…`, either of them. */
function boundsOf(text: string, read: (part: string) => number | null) {
  const bounds: { gte?: number; lte?: number } = {};
  for (const part of text.split(';').filter(Boolean)) {
    const [, side, rest] = /^(gte|lte):(.+)$/.exec(part.trim()) ?? [];
    const value = rest === undefined ? null : read(rest);
    if (value === null) throw new BadListQuery(`"${text}" is not a range`);
    bounds[side as 'gte' | 'lte'] = value;
  }
  return bounds;
}
