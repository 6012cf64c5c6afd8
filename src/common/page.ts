/** One page of a list; `total` counts all that match. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly page: number;
  readonly limit: number;
}

export interface PageRequest {
  readonly page: number;
  readonly limit: number;
}

export const DEFAULT_LIMIT = 20;
export const MAX_LIMIT = 100;

/** Pages from 1, 20 an answer; a limit over 100 is cut to 100. */
export function pageRequest(page?: number, limit?: number): PageRequest {
  return { page: page ?? 1, limit: Math.min(limit ?? DEFAULT_LIMIT, MAX_LIMIT) };
}

export function totalPages(page: Page<unknown>): number {
  return Math.ceil(page.total / page.limit);
}
