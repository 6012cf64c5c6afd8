import { CommonErrors, type FieldProblem } from '../../common/errors.js';
import type { FileLine } from './csv-lines.js';

/** The columns of a file, by the names in its first line. */
export interface Columns {
  /** The cells of a line by the names of their columns; those that are not read are left out. */
  read(cells: readonly string[]): Readonly<Record<string, string>>;
}

/** `Phone Number`, `phone_number` and `phoneNumber` are one name. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/**
 * Reads the first line of a file.
 * @throws CommonErrors.VALIDATION_ERROR where a needed column is missing, or one is there twice
 */
export async function columnsOf(
  lines: AsyncIterator<FileLine>,
  needed: readonly string[],
  others: readonly string[],
): Promise<Columns> {
  const first = await lines.next();
  const head: FileLine = first.done ? { line: 1, problem: 'the file is empty' } : first.value;
  if ('problem' in head) {
    throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'file', message: head.problem }] });
  }
  const byName = new Map([...needed, ...others].map((name) => [plain(name), name]));
  const names = head.cells.map((cell) => byName.get(plain(cell)) ?? null);
  const given = names.filter((name) => name !== null);
  const details: FieldProblem[] = [
    ...needed
      .filter((name) => !given.includes(name))
      .map((field) => ({ field, message: 'the first line must name this column' })),
    ...[...new Set(given.filter((name, place) => given.indexOf(name) !== place))].map((field) => ({
      field,
      message: 'is named twice in the first line',
    })),
  ];
  if (details.length > 0) throw CommonErrors.VALIDATION_ERROR({ details });
  return {
    read: (cells) =>
      Object.fromEntries(
        names.flatMap((name, place) => {
          const cell = cells[place];
          return name === null || cell === undefined ? [] : [[name, cell.trim()]];
        }),
      ),
  };
}
