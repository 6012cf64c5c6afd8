import type { Cell } from '../../common/xlsx.js';

export const FORMATS = ['json', 'csv', 'xlsx', 'pdf'] as const;
export type Format = (typeof FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
};

/** A column of a report: how programs and how people call it. */
export interface Column {
  readonly name: string;
  readonly label: string;
  /** How people read its numbers; as they are, unless it says so. */
  readonly shownAs?: 'share' | 'seconds';
}

/** One line of a chart, or one row of its bars. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly title: string;
  readonly kind: 'lines' | 'bars';
  /** What stands under the chart, one for each value. */
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** Shaded behind the lines: from … to …, one pair for each value. */
  readonly band?: {
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
  };
  readonly shownAs?: Column['shownAs'];
}

/** What a report says, whatever the format. */
export interface Content {
  readonly title: string;
  /** What it is about, in a few words each: period, filters. */
  readonly about: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: AsyncIterable<readonly Cell[]>;
  readonly charts: readonly Chart[];
}
