import { describe, expect, it } from '@jest/globals';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { pdf } from './pdf.js';

async function made(text: string): Promise<Buffer> {
  const rows = (async function* () {
    yield await Promise.resolve([text]);
  })();
  const chart = {
    title: text,
    kind: 'bars',
    labels: [text],
    series: [{ label: text, values: [1] }],
  } as const;
  const columns = [{ name: 'name', label: text }];
  const pieces: Uint8Array[] = [];
  const content = { title: text, about: [text], columns, rows, charts: [chart] };
  for await (const piece of pdf(content)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What letters a file says its glyphs are, of all its fonts. */
function lettersOf(file: Buffer): string {
  const text = file.toString('latin1');
  const streams = [...text.matchAll(/stream\n([\s\S]*?)\nendstream/gu)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return '';
    }
  });
  return streams.filter((stream) => stream.includes('begincmap')).join('\n');
}

describe('a report as PDF', () => {
  it('shows names in Devanagari, in a font that goes with the file', async () => {
    const file = await made('\u092a\u094d\u0930\u093f\u092f\u093e Priya');
    expect(file.toString('latin1')).toMatch(/BaseFont \/[A-Z]+\+NotoSansDevanagari/u);
    // “pra” is one glyph, and the sign of its i is drawn before it.
    expect(lettersOf(file)).toMatch(/<093f> <092a 094d 0930>/u);
  });

  it('brings no font for what every reader can show', async () => {
    const file = await made('Zo\u00eb \u2013 \u20ac 12');
    expect(file.toString('latin1')).not.toContain('NotoSans');
  });

  it('is made of any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (text) => {
        expect((await made(text)).toString('latin1')).toMatch(/%%EOF\s*$/u);
      }),
      { numRuns: 30 },
    );
  });
});
