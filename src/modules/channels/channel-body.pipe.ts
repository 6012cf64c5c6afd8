import { createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { CommonErrors } from '../../common/errors.js';
import { RequestPipe } from '../../platform/http/validation.pipe.js';
import { CHANNEL_TYPES, type ChannelType } from './channel.types.js';
import { CHANNEL_BODIES, type ChannelBodies } from './channels.dto.js';

interface Request {
  readonly params: { readonly type?: ChannelType };
  readonly body: unknown;
}

/** A body with the type that says what it must hold: the path's, or its own. */
interface TypedBody {
  readonly type: unknown;
  readonly body: unknown;
}

const RawBody = createParamDecorator((_: unknown, context: ExecutionContext): TypedBody => {
  const { params, body } = context.switchToHttp().getRequest<Request>();
  return { type: params.type ?? (body as { type?: unknown } | null)?.type, body };
});

/** Checks a body by what its channel's type asks for. Unknown types never come here. */
class ChannelBodyPipe implements PipeTransform {
  private readonly requests = new RequestPipe();

  constructor(private readonly use: keyof ChannelBodies) {}

  async transform({ type, body }: TypedBody): Promise<unknown> {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw CommonErrors.VALIDATION_ERROR({ message: 'A JSON object is needed' });
    }
    if (!isChannelType(type)) {
      const message = `must be one of ${CHANNEL_TYPES.join(', ')}`;
      throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'type', message }] });
    }
    const metatype = CHANNEL_BODIES[type][this.use];
    return await this.requests.transform(body, { type: 'body', metatype });
  }
}

const isChannelType = (type: unknown): type is ChannelType =>
  (CHANNEL_TYPES as readonly unknown[]).includes(type);

/** The body of a request for a new channel. */
export const NewChannelBody = () => RawBody(new ChannelBodyPipe('create'));
/** The body of a request that changes the channel of the path. */
export const ChangedChannelBody = () => RawBody(new ChannelBodyPipe('change'));
