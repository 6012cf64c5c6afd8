import type { Column } from './report-file.types.js';

/** A number as people read it. */
export function shown(value: number, as?: Column['shownAs']): string {
  if (as === 'share') return `${(value * 100).toFixed(1)} %`;
  if (as === 'seconds') return `${Math.round(value)} s`;
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
