import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { linesOf } from './csv-lines.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'csv-lines-'))));
afterAll(async () => await rm(folder, { recursive: true }));

async function read(text: string) {
  const path = join(folder, 'file.csv');
  await writeFile(path, text);
  const lines: (readonly [number, string])[] = [];
  for await (const one of linesOf(path)) {
    lines.push([one.line, 'cells' in one ? (one.cells[0] ?? '') : 'problem']);
  }
  return lines;
}

describe('linesOf', () => {
  const lines = ['name,note', 'a,"one', '', 'two"', 'b,', '', '"c",', '"d"e,'];

  it.each(['\n', '\r\n'])(
    'numbers lines as an editor does, where they end with %j',
    async (end) => {
      expect(await read(lines.join(end))).toEqual([
        [1, 'name'],
        [4, 'a'],
        [5, 'b'],
        [7, 'problem'],
        [8, 'e'],
      ]);
    },
  );

  it('keeps what stands in a cell', async () => {
    expect(await read('"a\r\nb",c\r\nd,e\r\n')).toEqual([
      [2, 'a\r\nb'],
      [3, 'd'],
    ]);
  });
});
