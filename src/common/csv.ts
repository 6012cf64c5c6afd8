/** Where a spreadsheet would read a formula (OWASP, "CSV Injection"). */
const FORMULA = /^'*[=+\-@\t\r]/;

/**
 * A cell that no spreadsheet takes for a formula: an apostrophe is put before it, also before the
 * apostrophes that such a text begins with itself, so that `fromCell` gives the same text back.
 */
const toCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text that a cell of ours stands for; a formula of somebody else is taken as it is. */
export const fromCell = (cell: string): string =>
  cell.startsWith(`'`) && FORMULA.test(cell) ? cell.slice(1) : cell;

/** One line of a CSV file (RFC 4180). */
export function csvLine(cells: readonly (string | number | boolean | Date | null)[]): string {
  const texts = cells.map((cell) => {
    if (cell === null) return '';
    const text = toCell(cell instanceof Date ? cell.toISOString() : String(cell));
    return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${texts.join(',')}\r\n`;
}
