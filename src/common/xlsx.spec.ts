import { describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { xlsx, type Cell } from './xlsx.js';

async function* each(rows: readonly (readonly Cell[])[]) {
  yield* rows;
}

async function opened(rows: readonly (readonly Cell[])[], name = 'Calls') {
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsx(name, ['Day', 'Calls'], each(rows))) pieces.push(piece);
  const files = unzipSync(Buffer.concat(pieces));
  const file = (path: string): string => strFromU8(files[path] ?? new Uint8Array());
  return { names: Object.keys(files), sheet: file('xl/worksheets/sheet1.xml'), file };
}

describe('a workbook', () => {
  it('has the parts that spreadsheets look for', async () => {
    const { names, file } = await opened([], 'A [very] long: name of a sheet / with much to say');
    expect(names.sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
    expect(file('xl/workbook.xml')).toContain('name="A  very  long  name of a sheet "');
  });

  it('keeps numbers, times and texts for what they are', async () => {
    const { sheet } = await opened([
      [new Date('2026-01-15T12:00:00Z'), 12.5],
      [null, true],
    ]);
    // 2026-01-15 is day 46037 of spreadsheets; noon is half of it.
    expect(sheet).toContain('<c r="A2" s="2"><v>46037.5</v></c><c r="B2"><v>12.5</v></c>');
    expect(sheet).toContain('<row r="3"><c r="B3" t="b"><v>1</v></c></row>');
  });

  it('makes no formula of a text, and gives it back as it was', async () => {
    const { sheet } = await opened([
      ['=HYPERLINK("http://x","y")', '+1 & <b>'],
      ['\u0007a\u{1F600}', ''],
    ]);
    expect(sheet).not.toContain('<f>');
    expect(sheet).toContain('t="inlineStr"><is><t xml:space="preserve">=HYPERLINK(&quot;http');
    expect(sheet).toContain('+1 &amp; &lt;b&gt;');
    expect(sheet).toContain('\ufffda\u{1F600}');
  });

  it('goes out while its rows still come', async () => {
    let asked = 0;
    const most = 100_000;
    async function* many(): AsyncGenerator<readonly Cell[]> {
      for (; asked < most; asked += 1) yield [`row ${asked}`, asked];
    }
    const waits: number[] = [];
    let bytes = 0;
    let largest = 0;
    for await (const piece of xlsx('Calls', ['Text', 'Number'], many())) {
      waits.push(asked);
      bytes += piece.length;
      largest = Math.max(largest, piece.length);
    }
    expect(waits[0]).toBeLessThan(most / 50);
    expect(waits.filter((at) => at < most / 2).length).toBeGreaterThan(5);
    expect(largest).toBeLessThan(bytes / 5);
  });

  it('names columns beyond Z', async () => {
    const pieces: Uint8Array[] = [];
    const head = Array.from({ length: 28 }, (_, place) => String(place));
    for await (const piece of xlsx('Wide', head, each([]))) pieces.push(piece);
    const sheet = strFromU8(unzipSync(Buffer.concat(pieces))['xl/worksheets/sheet1.xml']!);
    expect(sheet).toContain('<c r="Z1"');
    expect(sheet).toContain('<c r="AB1"');
  });
});
