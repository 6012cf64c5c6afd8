import { createRequire } from 'node:module';

export type Weight = 'regular' | 'bold';

/** Fonts that every reader has: small files, and letters of Windows-1252 alone. */
const BUILT_IN = { regular: 'Helvetica', bold: 'Helvetica-Bold' } as const;
const WINDOWS_1252 = /^[\x20-\x7e\u00a0-\u00ff\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac]*$/u;

/** Noto Sans Devanagari goes into a file that needs it: Latin letters of all Europe, Hindi, Marathi. */
const fileOf = (weight: string): string =>
  createRequire(import.meta.url).resolve(
    `@expo-google-fonts/noto-sans-devanagari/${weight}/NotoSansDevanagari_${weight}.ttf`,
  );
const WIDE = { regular: fileOf('400Regular'), bold: fileOf('700Bold') } as const;
const MISSING =
  /[^\x20-\x7e\u00a0-\u017f\u0900-\u097f\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac\u20b9]/gu;

/** Chooses the font that has the letters of a text; what no font has is shown as a question mark. */
export function withFont(document: PDFKit.PDFDocument, text: string, weight: Weight): string {
  const known = text.replace(MISSING, '?');
  document.font((WINDOWS_1252.test(known) ? BUILT_IN : WIDE)[weight]);
  return known;
}
