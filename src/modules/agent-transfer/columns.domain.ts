import type { FieldProblem } from '../../common/errors.js';
import { fromCell } from '../../common/csv.js';
import type { Agent } from '../agents/agents.types.js';

/** What a file of agents must have a column for … */
const REQUIRED = ['username', 'email', 'fullName', 'role', 'department'] as const;
/** … and what it may have one for. `id` is the one in the other system. */
const OPTIONAL = [
  'id',
  'phone',
  'avatar',
  'isActive',
  'kind',
  'maxConcurrentCalls',
  'externalId',
  'password',
] as const;
const READ = [...REQUIRED, ...OPTIONAL];
export type Column = (typeof READ)[number];

/** The columns of a file that we write; the last ones are not read back: figures are not given. */
export const EXPORTED = [
  'id',
  'username',
  'email',
  'fullName',
  'role',
  'department',
  'phone',
  'avatar',
  'isActive',
  'kind',
  'maxConcurrentCalls',
  'externalId',
  'onlineStatus',
  'lastSeen',
  'lastLoginAt',
  'performanceLevel',
  'totalTicketsHandled',
  'avgResponseTime',
  'customerSatisfaction',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof Agent)[];

export interface Header {
  /** What each cell of a line is; null where it is not read. */
  readonly columns: readonly (Column | null)[];
  /** The names of the columns that are not read. */
  readonly unread: readonly string[];
}

/** `Full Name`, `full_name` and `fullName` are one name. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');
const BY_NAME = new Map<string, Column>(READ.map((column) => [plain(column), column]));

/** The columns of a file by its first line, or what is wrong with it. */
export function readHeader(cells: readonly string[]): Header | { problems: FieldProblem[] } {
  const columns = cells.map((cell) => BY_NAME.get(plain(cell)) ?? null);
  const given = new Set(columns);
  const problem = (column: string, message: string) => ({
    field: 'file',
    message: `${message}: ${column}`,
  });
  const missing = REQUIRED.filter((column) => !given.has(column));
  const twice = READ.filter((column) => columns.filter((other) => other === column).length > 1);
  const problems = [
    ...missing.map((column) => problem(column, 'the first line must name this column')),
    ...twice.map((column) => problem(column, 'the first line names this column twice')),
  ];
  if (problems.length > 0) return { problems };
  return { columns, unread: cells.filter((_, index) => columns[index] === null) };
}

/** What an empty cell leaves out. */
export type Row = { [Name in Column]?: string | number | boolean };

/** The fields of a line; null when it has not as many cells as the first one. */
export function readRow({ columns }: Header, cells: readonly string[]): Row | null {
  if (cells.length !== columns.length) return null;
  const entries = columns.flatMap((column, index) => {
    const text = fromCell(cells[index] ?? '');
    return column === null || text === '' ? [] : [[column, valueOf(column, text)] as const];
  });
  return Object.fromEntries(entries);
}

function valueOf(column: Column, text: string): string | number | boolean {
  if (column === 'maxConcurrentCalls' && /^\d{1,9}$/.test(text)) return Number(text);
  if (column === 'isActive' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}
