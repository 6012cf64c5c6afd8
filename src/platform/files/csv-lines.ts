import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

/** A line of a file, or why it can't be read. */
export type FileLine =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: string };

/** A longer line is none: most likely a quote was not closed. */
const LONGEST_LINE = 64 * 1024;

const MEANINGS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and not closed: nothing from there on can be read',
  CSV_INVALID_CLOSING_QUOTE: 'something stands between a closing quote and the next comma',
  INVALID_OPENING_QUOTE: 'a quote stands inside a cell that does not begin with one',
  CSV_MAX_RECORD_SIZE: 'the line is too long: nothing from there on can be read',
};

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}
interface Skipped {
  readonly problem: string;
  readonly line: number;
}

/** The lines of a CSV file as they come, each with its number; blank ones are left out. */
export async function* linesOf(path: string): AsyncGenerator<FileLine> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LONGEST_LINE,
    on_skip: (error) => {
      const { code = '', lines } = error as { code?: string; lines?: number };
      // In its place among the lines that can be read.
      parser.push({ problem: MEANINGS[code] ?? 'the line cannot be read', line: lines ?? 0 });
    },
  });
  const source = createReadStream(path);
  source.on('error', (error) => parser.destroy(error));
  // The parser counts a line that ends within quotes with two characters (CRLF) as two lines.
  let tooMany = 0;
  try {
    for await (const entry of source.pipe(parser) as AsyncIterable<Parsed | Skipped>) {
      if ('problem' in entry) {
        yield { ...entry, line: entry.line - tooMany };
      } else {
        tooMany += entry.record.reduce((sum, cell) => sum + cell.split('\r\n').length - 1, 0);
        yield { line: entry.info.lines - tooMany, cells: entry.record };
      }
    }
  } finally {
    source.destroy();
  }
}
