import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CommonErrors } from '../../common/errors.js';
import { Config } from '../../config/config.js';

/** Lets in who sends `Authorization: Bearer <CRON_SECRET>`, compared in constant time. */
@Injectable()
export class CronGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(config: Config) {
    this.expected = digest(config.secrets.cron);
  }

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context
      .switchToHttp()
      .getRequest<{ headers: Readonly<Record<string, string | undefined>> }>();
    const [, given = ''] = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '') ?? [];
    if (!timingSafeEqual(digest(given), this.expected)) throw CommonErrors.UNAUTHENTICATED();
    return true;
  }
}

/** Equal lengths, so that the comparison tells nothing. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
