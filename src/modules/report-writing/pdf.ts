import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import PDFDocument from 'pdfkit';
import type { Cell } from '../../common/xlsx.js';
import { CHART_HEIGHT, drawChart } from './chart.js';
import { withFont, type Weight } from './fonts.js';
import type { Column, Content } from './report-file.types.js';
import { shown } from './shown.js';

const MARGIN = 40;
const ROW_HEIGHT = 14;
/** Text sizes of the title, of what it is about, and of the table. */
const SIZES = { title: 18, about: 10, table: 8 };

/**
 * A report for people: title, charts, and the table over as many pages as it needs, each with its
 * head.
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
  document.fontSize(SIZES.title).text(withFont(document, title, 'bold'));
  document.fontSize(SIZES.about);
  for (const line of about) document.text(withFont(document, line, 'regular'));
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
  document.fontSize(SIZES.table);
  const line = (texts: readonly string[], weight: Weight): void => {
    const { y } = document;
    texts.forEach((text, place) => {
      document.text(withFont(document, text, weight), MARGIN + place * width, y, {
        width: width - 4,
        height: ROW_HEIGHT - 2,
        lineBreak: false,
        ellipsis: true,
      });
    });
    document.x = MARGIN;
    document.y = y + ROW_HEIGHT;
  };
  const labels = columns.map(({ label }) => label);
  const head = (): void => line(labels, 'bold');
  if (bottomOf(document) - document.y < 4 * ROW_HEIGHT) document.addPage();
  head();
  for await (const row of rows) {
    if (bottomOf(document) - document.y < ROW_HEIGHT) {
      document.addPage();
      head();
    }
    const texts = columns.map((column, place) => cellText(row[place] ?? null, column));
    line(texts, 'regular');
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
