import { strToU8, Zip, ZipDeflate } from 'fflate';

export type Cell = string | number | boolean | Date | null;

const HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml':
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>' +
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' +
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>' +
    '</Types>',
  '_rels/.rels':
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>' +
    '</Relationships>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>' +
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>' +
    '</Relationships>',
  // Style 1 is bold, style 2 a date with its time.
  'xl/styles.xml':
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>' +
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>' +
    '</styleSheet>',
};
const SHEET_START =
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
  '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
  '<sheetData>';
const SHEET_END = '</sheetData></worksheet>';
/** Of text, before it is compressed and handed on. */
const PIECE_CHARS = 64 * 1024;
const LONGEST_SHEET_NAME = 31;

/**
 * A workbook of one sheet (ECMA-376), made while the rows come: no more than a piece of it is in
 * memory. Text is stored as text, which no spreadsheet takes for a formula, and comes back as it was.
 */
export async function* xlsx(
  sheetName: string,
  head: readonly string[],
  rows: AsyncIterable<readonly Cell[]>,
): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = [];
  const zip = new Zip((error, data) => {
    if (error) throw error;
    made.push(data);
  });
  const take = (): Uint8Array[] => made.splice(0);
  const file = (name: string): ZipDeflate => {
    const part = new ZipDeflate(name, { level: 6 });
    zip.add(part);
    return part;
  };
  const fixed = { ...PARTS, 'xl/workbook.xml': workbook(sheetName) };
  for (const [name, text] of Object.entries(fixed)) file(name).push(strToU8(HEADER + text), true);
  const sheet = file('xl/worksheets/sheet1.xml');
  let text = HEADER + SHEET_START + rowXml(head, 1, true);
  let number = 1;
  for await (const row of rows) {
    number += 1;
    text += rowXml(row, number, false);
    if (text.length < PIECE_CHARS) continue;
    sheet.push(strToU8(text));
    text = '';
    yield* take();
  }
  sheet.push(strToU8(text + SHEET_END), true);
  zip.end();
  yield* take();
}

function workbook(sheetName: string): string {
  const name = sheetName.replace(/[[\]:*?/\\']/g, ' ').slice(0, LONGEST_SHEET_NAME);
  return (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' +
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">' +
    `<sheets><sheet name="${escaped(name || 'Report')}" sheetId="1" r:id="rId1"/></sheets></workbook>`
  );
}

function rowXml(cells: readonly Cell[], number: number, isHead: boolean): string {
  const inner = cells.map((cell, place) => cellXml(cell, `${columnName(place)}${number}`, isHead));
  return `<row r="${number}">${inner.join('')}</row>`;
}

function cellXml(cell: Cell, at: string, isHead: boolean): string {
  if (cell === null) return '';
  if (typeof cell === 'number') {
    return Number.isFinite(cell) ? `<c r="${at}"><v>${cell}</v></c>` : '';
  }
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (cell instanceof Date) return `<c r="${at}" s="2"><v>${serialOf(cell)}</v></c>`;
  const style = isHead ? ' s="1"' : '';
  const text = `<is><t xml:space="preserve">${escaped(cell)}</t></is>`;
  return `<c r="${at}"${style} t="inlineStr">${text}</c>`;
}

/** Days since 1899-12-30, by which spreadsheets count (UTC). */
const serialOf = (date: Date): number => date.getTime() / 86_400_000 + 25_569;

/** A, B … Z, AA, AB … */
function columnName(place: number): string {
  const last = String.fromCharCode(65 + (place % 26));
  return place < 26 ? last : columnName(Math.floor(place / 26) - 1) + last;
}

/** What XML 1.0 has no place for: control characters and halves of pairs. */
const FORBIDDEN = /[^\P{Cc}\t\n\r]|[\p{Cs}\ufffe\uffff]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escaped = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
