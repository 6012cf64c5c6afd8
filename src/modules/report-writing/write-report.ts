import { csvLine } from '../../common/csv.js';
import { xlsx, type Cell } from '../../common/xlsx.js';
import { pdf } from './pdf.js';
import type { Content, Format } from './report-file.types.js';

/** The file of a report, piece by piece while its rows come. */
export function writeReport(content: Content, format: Format): AsyncIterable<Uint8Array> {
  switch (format) {
    case 'json':
      return encoded(json(content));
    case 'csv':
      return encoded(csv(content));
    case 'xlsx':
      return xlsx(content.title, labels(content), content.rows);
    case 'pdf':
      return pdf(content);
  }
}

const labels = ({ columns }: Content): string[] => columns.map(({ label }) => label);

async function* json({ title, about, columns, rows }: Content): AsyncGenerator<string> {
  yield `{"title":${JSON.stringify(title)},"about":${JSON.stringify(about)},"rows":[`;
  let separator = '\n';
  for await (const row of rows) {
    const named = columns.map(({ name }, place): [string, Cell] => [name, row[place] ?? null]);
    yield separator + JSON.stringify(Object.fromEntries(named));
    separator = ',\n';
  }
  yield '\n]}\n';
}

async function* csv(content: Content): AsyncGenerator<string> {
  yield csvLine(labels(content));
  for await (const row of content.rows) yield csvLine(row);
}

const PIECE_CHARS = 64 * 1024;

/** Text in UTF-8, in pieces that are worth handing on. */
async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let waiting = '';
  for await (const text of texts) {
    waiting += text;
    if (waiting.length < PIECE_CHARS) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  yield Buffer.from(waiting);
}
