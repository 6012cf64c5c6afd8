import {
  Injectable,
  ValidationPipe,
  type ArgumentMetadata,
  type PipeTransform,
} from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { CommonErrors, type FieldProblem } from '../../common/errors.js';

function problems(errors: readonly ValidationError[], path = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = path === '' ? error.property : `${path}.${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
    return [...own, ...problems(error.children ?? [], field)];
  });
}

const base = {
  whitelist: true,
  transform: true,
  stopAtFirstError: true,
  exceptionFactory: (errors: ValidationError[]) =>
    CommonErrors.VALIDATION_ERROR({ details: problems(errors) }),
};

const LEFT_OUT = Symbol('crosspoint:may-be-left-out');
/** A body of which every field is optional, and which may itself be left out. */
export const MayBeLeftOut = (): ClassDecorator => (target) => {
  Reflect.defineMetadata(LEFT_OUT, true, target);
};

const DROPS = Symbol('crosspoint:drops-unknown');
/** A body whose unknown fields are left out without a word (spec: "Shapes", outbound routes). */
export const DropsUnknownFields = (): ClassDecorator => (target) => {
  Reflect.defineMetadata(DROPS, true, target);
};

/** Bodies: unknown fields are refused. Queries: they are ignored. */
@Injectable()
export class RequestPipe implements PipeTransform {
  private readonly strict = new ValidationPipe({ ...base, forbidNonWhitelisted: true });
  private readonly lenient = new ValidationPipe(base);

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (type === 'body' && value === undefined) {
      const isOptional = metatype !== undefined && Reflect.hasMetadata(LEFT_OUT, metatype);
      if (isOptional) return await this.strict.transform({}, metadata);
      throw CommonErrors.VALIDATION_ERROR({ message: 'A JSON body is needed' });
    }
    if (type === 'body' && metatype !== Object && (value === null || typeof value !== 'object')) {
      throw CommonErrors.VALIDATION_ERROR({ message: 'The body must be a JSON object' });
    }
    if (type === 'query') mustBeText(value);
    const drops = metatype !== undefined && Reflect.hasMetadata(DROPS, metatype);
    const pipe = type === 'body' && !drops ? this.strict : this.lenient;
    return await pipe.transform(value, metadata);
  }
}

/** No text of a question holds a zero: MongoDB takes none in a pattern. */
function mustBeText(query: unknown): void {
  const bad = Object.entries(query ?? {}).filter(
    ([, value]) => typeof value === 'string' && value.includes('\0'),
  );
  if (bad.length === 0) return;
  const details = bad.map(([field]) => ({ field, message: 'must not contain a zero character' }));
  throw CommonErrors.VALIDATION_ERROR({ details });
}
