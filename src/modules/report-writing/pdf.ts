import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import PDFDocument from 'pdfkit';
import type { Cell } from '../../common/xlsx.js';
import { CHART_HEIGHT, drawChart } from './chart.js';
import type { Column, Content } from './report-file.types.js';
import { shown } from './shown.js';

const MARGIN = 40;
const ROW_HEIGHT = 14;
const FONT = 'Helvetica';
const BOLD = 'Helvetica-Bold';
/** Text sizes of the title, of what it is about, and of the table. */
const SIZES = { title: 18, about: 10, table: 8 };

/**
 * A report for people: title, charts, and the table over as many pages as it needs, each with its
 * head. Letters that the built-in fonts lack are shown as a question mark.
 */
export async function* pdf(content: Content): AsyncGenerator<Uint8Array> {
  const document = new PDFDocument({ size: 'A4', layout: 'landscape', margin: MARGIN });
  const out = document.pipe(new PassThrough());
  const drawing = draw(document, content).catch((error: unknown) => out.destroy(error as Error));
  for await (const piece of out) yield piece as Buffer;
  await drawing;
}

async function draw(document: PDFKit.PDFDocument, content: Content): Promise<void> {
  const { title, about, charts } = content;
  document.font(BOLD).fontSize(SIZES.title).text(printable(title));
  document.font(FONT).fontSize(SIZES.about);
  for (const line of about) document.text(printable(line));
  document.moveDown();
  for (const chart of charts) {
    if (bottomOf(document) - document.y < CHART_HEIGHT) document.addPage();
    drawChart(document, chart, {
      x: MARGIN,
      y: document.y,
      width: document.page.width - 2 * MARGIN,
    });
    document.y += CHART_HEIGHT;
  }
  await drawTable(document, content);
  document.end();
}

async function drawTable(document: PDFKit.PDFDocument, { columns, rows }: Content): Promise<void> {
  const width = (document.page.width - 2 * MARGIN) / Math.max(1, columns.length);
  const line = (texts: readonly string[]): void => {
    const { y } = document;
    texts.forEach((text, place) => {
      document.text(printable(text), MARGIN + place * width, y, {
        width: width - 4,
        height: ROW_HEIGHT - 2,
        lineBreak: false,
        ellipsis: true,
      });
    });
    document.x = MARGIN;
    document.y = y + ROW_HEIGHT;
  };
  const head = (): void => {
    document.font(BOLD).fontSize(SIZES.table);
    line(columns.map(({ label }) => label));
    document.font(FONT);
  };
  if (bottomOf(document) - document.y < 4 * ROW_HEIGHT) document.addPage();
  head();
  for await (const row of rows) {
    if (bottomOf(document) - document.y < ROW_HEIGHT) {
      document.addPage();
      head();
    }
    line(columns.map((column, place) => cellText(row[place] ?? null, column)));
    // Who takes the pieces decides how fast they are made.
    if (document.readableLength > document.readableHighWaterMark) await once(document, 'data');
  }
}

const bottomOf = ({ page }: PDFKit.PDFDocument): number => page.height - MARGIN;

function cellText(cell: Cell, { shownAs }: Column): string {
  if (typeof cell === 'number') return shown(cell, shownAs);
  if (cell instanceof Date) return cell.toISOString().slice(0, 16).replace('T', ' ');
  return cell === null ? '–' : String(cell);
}

/** Letters of Windows-1252, in which the built-in fonts are. */
const printable = (text: string): string =>
  text.replace(/[^\x20-\x7e\u00a0-\u00ff\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac]/gu, '?');
