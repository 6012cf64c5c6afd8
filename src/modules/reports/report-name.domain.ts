import type { Report } from './report.types.js';

/** What a report's file is called: letters, digits and hyphens, whatever its title has. */
export function fileNameOf({
  title,
  filter,
  format,
}: Pick<Report, 'title' | 'filter' | 'format'>): string {
  const words = title
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return `${words === '' ? 'report' : words}-${filter.from}-${filter.to}.${format}`;
}
