import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CHANNEL_TYPES } from './channel.types.js';
import { ChannelErrors } from './channels.errors.js';

/** Refuses an unknown type before its configuration is looked at: only the type says what is valid. */
@Injectable()
export class ChannelTypeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { params, body } = context.switchToHttp().getRequest<{
      params?: { type?: unknown };
      body?: { type?: unknown } | null;
    }>();
    const type = params?.type ?? body?.type;
    if (typeof type === 'string' && !(CHANNEL_TYPES as readonly string[]).includes(type)) {
      throw ChannelErrors.CHANNEL_TYPE_UNKNOWN();
    }
    return true;
  }
}
