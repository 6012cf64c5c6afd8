import {
  applyDecorators,
  Injectable,
  SetMetadata,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { tap, type Observable } from 'rxjs';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { AnalyticsAudit } from './analytics-audit.service.js';

const LOOKED_AT = 'crosspoint:looked-at';

interface Request {
  readonly user: Principal;
  readonly url: string;
}

/** Notes who got an answer, and what it had asked for. */
@Injectable()
export class LookedInterceptor implements NestInterceptor {
  constructor(
    private readonly audit: AnalyticsAudit,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const what = this.reflector.get<string>(LOOKED_AT, context.getHandler());
    const { user, url } = context.switchToHttp().getRequest<Request>();
    const [, filters = ''] = url.split('?', 2);
    return next.handle().pipe(tap(() => this.audit.noteSoon(user, 'looked', what, filters)));
  }
}

/** Who looks at these figures is noted. The module must import `AnalyticsAuditModule`. */
export const Looked = (what: string) =>
  applyDecorators(SetMetadata(LOOKED_AT, what), UseInterceptors(LookedInterceptor));
