import {
  Injectable,
  SetMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { totalPages, type Page } from '../../common/page.js';
import { JsonText } from './json-text.js';

const SHAPE = 'crosspoint:shape';
export type AnswerShape = 'object' | 'raw' | 'envelope';

/** `object`: the answer itself, lists as `{ data, meta }`; `raw`: untouched; else the envelope. */
export const AnswerAs = (shape: AnswerShape) => SetMetadata(SHAPE, shape);
export const shapeOf = (
  reflector: Reflector,
  targets: Parameters<Reflector['getAllAndOverride']>[1],
) => reflector.getAllAndOverride<AnswerShape | undefined>(SHAPE, targets) ?? 'envelope';

interface Reply {
  header(name: string, value: string): unknown;
}

function isPage(value: unknown): value is Page<unknown> {
  const page = value as Partial<Page<unknown>> | null;
  return typeof page === 'object' && Array.isArray(page?.items) && typeof page.total === 'number';
}

/** Gives every answer the shape of its family of routes. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const shape = shapeOf(this.reflector, [context.getHandler(), context.getClass()]);
    if (shape === 'raw') return next.handle();
    return next.handle().pipe(
      map((value: unknown) => {
        if (!(value instanceof JsonText)) return envelope(value, shape);
        const reply = context.switchToHttp().getResponse<Reply>();
        reply.header('Content-Type', 'application/json; charset=utf-8');
        return value.text;
      }),
    );
  }
}

/** An answer in the shape of its route. */
export function envelope(value: unknown, shape: Exclude<AnswerShape, 'raw'>): unknown {
  if (isPage(value)) {
    const { items, total, page, limit } = value;
    const meta = { total, page, limit, totalPages: totalPages(value) };
    return shape === 'object'
      ? { data: items, meta }
      : { success: true, data: items, count: total, meta };
  }
  if (shape === 'object') return value;
  return Array.isArray(value)
    ? { success: true, data: value, count: value.length }
    : { success: true, data: value ?? null };
}

/** A list in the usual envelope, with what is said of all that match beside it. */
export function withStatistics(found: { readonly statistics: unknown }): object {
  return { ...(envelope(found, 'envelope') as object), statistics: found.statistics };
}
