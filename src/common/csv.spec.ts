import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { csvLine, fromCell } from './csv.js';

describe('a line of a CSV file', () => {
  it('quotes what needs it', () => {
    expect(csvLine(['a', 'b "c"', 'd,e', 'f\ng', null, 7, true])).toBe(
      'a,"b ""c""","d,e","f\ng",,7,true\r\n',
    );
  });

  it.each(['=cmd|A1', '+91 98', '-1', '@SUM', '\t=1', '\r=1', "'=1"])(
    'keeps a spreadsheet from taking %j for a formula',
    (text) => expect(csvLine([text])).toMatch(/^"?'/),
  );

  it('gives every text back', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(`'`, '=', '+', '"', ',', '\n', '\r', '\t', ' ', 'x') }),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
        const options = { record_delimiter: '\r\n' };
        const [read] = parse(csvLine(cells), options);
        expect(read?.map(fromCell)).toEqual(cells);
      }),
    );
  });
});
