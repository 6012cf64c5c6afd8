import { createHash } from 'node:crypto';
import {
  applyDecorators,
  Injectable,
  SetMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiHeader } from '@nestjs/swagger';
import { InjectModel } from '@nestjs/mongoose';
import { Schema, type Model } from 'mongoose';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { DAY, MINUTE } from '../../common/time.js';
import type { SealedCollection } from '../crypto/sealed-collection.js';
import { SecretBox, type Sealed } from '../crypto/secret-box.js';
import { insert, isDuplicateKey, type TenantDocument } from '../mongo/documents.js';
import { accountOf, type Principal } from './auth.decorators.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The header, as documents name it. */
export const IDEMPOTENCY_KEY = 'Idempotency-Key';
const IDEMPOTENT = 'crosspoint:idempotent';
/** The route takes an `Idempotency-Key`: a repeat answers as the first time did, for 24 hours. */
export const Idempotent = () =>
  applyDecorators(
    SetMetadata(IDEMPOTENT, true),
    ApiHeader({
      name: IDEMPOTENCY_KEY,
      required: false,
      description: 'the same key with the same body within 24 hours answers as the first time did',
    }),
  );
export const isIdempotent = (
  reflector: Reflector,
  handler: Parameters<Reflector['get']>[1],
): boolean => reflector.get<boolean | undefined>(IDEMPOTENT, handler) ?? false;

/**
 * The id of what a request with a key makes: a repeat finds it there, even where the node died
 * between the work and its answer. Null without a key.
 */
export const idOfKey = (user: Principal, key: string | undefined): string | null =>
  key === undefined ? null : sha256([user.clientId, accountOf(user), key].join('\n')).slice(0, 32);

export interface IdempotencyKeyDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: string;
  readonly bodyHash: string;
  readonly state: 'at_work' | 'done';
  /** Sealed: an answer may hold a secret that is shown once. */
  readonly answer?: Sealed;
  readonly status?: number;
  readonly createdAt: Date;
}

export const IdempotencyKeySchema = new Schema<IdempotencyKeyDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    bodyHash: { type: String, required: true },
    state: { type: String, required: true, enum: ['at_work', 'done'] },
    answer: { type: Schema.Types.Mixed },
    status: { type: Number },
    createdAt: { type: Date, required: true },
  },
  { collection: 'idempotency_keys', versionKey: false },
);
/** Where the stored answers are, for those who exchange master keys. */
export const SEALED_ANSWERS: SealedCollection<IdempotencyKeyDocument> = {
  collection: 'idempotency_keys',
  secretsOf: ({ _id, clientId, answer }) =>
    answer ? [{ path: 'answer', sealed: answer, boundTo: answerBinding(clientId, _id) }] : [],
};

const answerBinding = (clientId: string, id: string): readonly string[] => [
  clientId,
  'idempotency',
  id,
];

// What is past its 24 hours.
IdempotencyKeySchema.index({ clientId: 1, createdAt: 1 });

/**
 * A first request whose node died is forgotten after a minute, so that a repeat can do the work;
 * but never before this of the wall, however fast the clock runs.
 */
const ABANDONED_AFTER_WALL_MS = 30_000;

const A_FILE = /^(text\/csv|multipart\/form-data)\b/i;

interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  readonly user?: Principal;
  readonly url: string;
  readonly method: string;
}
interface Reply {
  statusCode: number;
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @InjectModel('IdempotencyKey') private readonly keys: Model<IdempotencyKeyDocument>,
    private readonly reflector: Reflector,
    private readonly clock: Clock,
    private readonly box: SecretBox,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const key = request.headers['idempotency-key'];
    const { user } = request;
    if (key === undefined || !user || !isIdempotent(this.reflector, context.getHandler())) {
      return next.handle();
    }
    // A file is read by its route, which knows what of it is there already.
    if (A_FILE.test(request.headers['content-type'] ?? '')) return next.handle();
    if (key.length === 0 || key.length > 255) {
      throw CommonErrors.VALIDATION_ERROR({
        details: [{ field: 'Idempotency-Key', message: 'must have 1 to 255 characters' }],
      });
    }
    return from(this.once(key, user, request, http.getResponse<Reply>(), next));
  }

  private async once(
    key: string,
    user: Principal,
    request: Request,
    reply: Reply,
    next: CallHandler,
  ): Promise<unknown> {
    const { clientId } = user;
    const route = `${request.method} ${request.url.split('?')[0]}`;
    const id = sha256([clientId, accountOf(user), route, key].join('\n'));
    const bodyHash = sha256(JSON.stringify(request.body ?? null));
    const earlier = await this.claim(id, clientId, bodyHash);
    if (earlier) {
      if (earlier.bodyHash !== bodyHash) throw CommonErrors.IDEMPOTENCY_KEY_REUSED();
      if (earlier.state === 'at_work') {
        throw CommonErrors.IDEMPOTENCY_IN_PROGRESS({ retryAfterSeconds: 1 });
      }
      reply.status(earlier.status ?? 200);
      reply.header('Idempotency-Replayed', 'true');
      return this.open(earlier);
    }
    const answer = await lastValueFrom(next.handle()).catch(async (error: unknown) => {
      // Nothing was done: the same key may try again.
      await this.keys.deleteOne({ _id: id, clientId });
      throw error;
    });
    await this.keys.updateOne(
      { _id: id, clientId },
      {
        $set: {
          state: 'done',
          answer: this.seal(answer, id, clientId),
          status: reply.statusCode,
        },
      },
    );
    return answer;
  }

  private seal(answer: unknown, id: string, clientId: string): Sealed {
    return this.box.seal(JSON.stringify(answer ?? null), answerBinding(clientId, id));
  }

  private open({ answer, clientId, _id }: IdempotencyKeyDocument): unknown {
    return answer && JSON.parse(this.box.open(answer, answerBinding(clientId, _id)));
  }

  /** Takes the key; an earlier use of it, if there is one that still counts. */
  private async claim(
    _id: string,
    clientId: Principal['clientId'],
    bodyHash: string,
  ): Promise<IdempotencyKeyDocument | null> {
    const createdAt = this.clock.date();
    try {
      await insert(this.keys, [{ _id, clientId, bodyHash, state: 'at_work', createdAt }]);
      return null;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const earlier = await this.keys.findOne({ _id, clientId }).lean<IdempotencyKeyDocument>();
    if (!earlier) return await this.claim(_id, clientId, bodyHash);
    const age = createdAt.getTime() - earlier.createdAt.getTime();
    const abandonedAfter = Math.max(MINUTE, this.clock.fromWallMs(ABANDONED_AFTER_WALL_MS));
    const isOver = age > DAY || (earlier.state === 'at_work' && age > abandonedAfter);
    if (!isOver) return earlier;
    await this.keys.deleteOne({ _id, clientId, createdAt: earlier.createdAt });
    return await this.claim(_id, clientId, bodyHash);
  }
}
