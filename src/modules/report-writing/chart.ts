import type { Chart, Series } from './report-file.types.js';
import { withFont } from './fonts.js';
import { shown } from './shown.js';

/** What a chart takes of the page, its title and labels included. */
export const CHART_HEIGHT = 220;
const LEFT = 46;
const TITLE = 18;
const LABELS = 30;
const COLORS = ['#1f5fa8', '#d9822b', '#3d8b5f', '#8a4fa3'];
const GRID = '#dddddd';
const SHADE = '#d6e4f3';
const INK = '#333333';
const TICKS = 4;
const MOST_LABELS = 12;

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}
interface Frame extends Place {
  readonly height: number;
  readonly top: number;
}

/** Draws lines or bars with their axes, and the names of the series beside the title. */
export function drawChart(document: PDFKit.PDFDocument, chart: Chart, place: Place): void {
  const frame: Frame = {
    x: place.x + LEFT,
    y: place.y + TITLE,
    width: place.width - LEFT,
    height: CHART_HEIGHT - TITLE - LABELS,
    top: topOf(chart),
  };
  document.save();
  document.fontSize(11).fillColor(INK);
  document.text(withFont(document, chart.title, 'bold'), place.x, place.y, { lineBreak: false });
  drawAxes(document, chart, frame);
  if (chart.kind === 'bars') drawBars(document, chart.series, frame);
  else drawLines(document, chart, frame);
  drawLegend(document, chart.series, frame);
  document.restore();
  document.fillColor('black');
  document.x = place.x;
  document.y = place.y;
}

/** The highest value, up to the next round number. */
export function topOf({ series, band, shownAs }: Chart): number {
  const values = [...series.flatMap((one) => one.values), ...(band?.high ?? [])];
  const highest = Math.max(0, ...values.filter((value) => value !== null));
  if (shownAs === 'share' && highest <= 1) return 1;
  if (highest === 0) return 1;
  const size = 10 ** Math.floor(Math.log10(highest));
  return ([1, 2, 2.5, 5, 10].find((step) => step * size >= highest) ?? 10) * size;
}

function drawAxes(document: PDFKit.PDFDocument, chart: Chart, frame: Frame): void {
  document.fontSize(7).fillColor(INK);
  for (let tick = 0; tick <= TICKS; tick += 1) {
    const y = frame.y + frame.height * (1 - tick / TICKS);
    document
      .moveTo(frame.x, y)
      .lineTo(frame.x + frame.width, y)
      .lineWidth(0.5)
      .stroke(GRID);
    const text = shown((frame.top * tick) / TICKS, chart.shownAs);
    document.text(withFont(document, text, 'regular'), frame.x - LEFT, y - 3, {
      width: LEFT - 6,
      align: 'right',
      lineBreak: false,
    });
  }
  const every = Math.max(1, Math.ceil(chart.labels.length / MOST_LABELS));
  const slot = frame.width / Math.max(1, chart.labels.length);
  chart.labels.forEach((label, place) => {
    if (place % every !== 0) return;
    const shownLabel = withFont(document, label.slice(0, 16), 'regular');
    document.text(shownLabel, frame.x + place * slot, frame.y + frame.height + 4, {
      width: slot * every,
      height: 9,
      lineBreak: false,
      ellipsis: true,
    });
  });
}

const heightAt = (value: number, { y, height, top }: Frame): number =>
  y + height * (1 - Math.min(value, top) / top);

function drawLines(
  document: PDFKit.PDFDocument,
  { series, band, labels }: Chart,
  frame: Frame,
): void {
  const slot = frame.width / Math.max(1, labels.length);
  const xOf = (place: number): number => frame.x + (place + 0.5) * slot;
  band?.low.forEach((low, place) => {
    const high = band.high[place] ?? null;
    if (low === null || high === null) return;
    const y = heightAt(high, frame);
    const x = frame.x + place * slot;
    document.rect(x, y, slot, heightAt(low, frame) - y).fill(SHADE);
  });
  series.forEach(({ values }, number) => {
    let isDrawing = false;
    values.forEach((value, place) => {
      if (value === null) {
        isDrawing = false;
        return;
      }
      const y = heightAt(value, frame);
      if (isDrawing) document.lineTo(xOf(place), y);
      else document.moveTo(xOf(place), y);
      isDrawing = true;
    });
    document.lineWidth(1.2).stroke(colorOf(number));
  });
}

function drawBars(document: PDFKit.PDFDocument, series: readonly Series[], frame: Frame): void {
  const count = Math.max(1, series[0]?.values.length ?? 0);
  const slot = frame.width / count;
  const bar = (slot * 0.8) / Math.max(1, series.length);
  series.forEach(({ values }, number) => {
    values.forEach((value, place) => {
      if (value === null) return;
      const y = heightAt(value, frame);
      const x = frame.x + place * slot + slot * 0.1 + number * bar;
      document.rect(x, y, bar, frame.y + frame.height - y).fill(colorOf(number));
    });
  });
}

function drawLegend(document: PDFKit.PDFDocument, series: readonly Series[], frame: Frame): void {
  document.fontSize(8);
  series.forEach(({ label }, number) => {
    const x = frame.x + frame.width - (series.length - number) * 120;
    document.rect(x, frame.y - TITLE + 3, 7, 7).fill(colorOf(number));
    const text = withFont(document, label, 'regular');
    document.fillColor(INK).text(text, x + 11, frame.y - TITLE + 3, { lineBreak: false });
  });
}

const colorOf = (number: number): string => COLORS[number % COLORS.length] ?? INK;
