import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';

export const ERRORS = 'x-errors';
export const PAGED = 'x-paged';

/** The codes that a route can answer with, beside those that every route has. */
export const Fails = (...codes: readonly string[]) => ApiExtension(ERRORS, codes);

/** A list of these, in pages. */
export const AnswersPage = (dto: Type) =>
  applyDecorators(
    ApiExtraModels(dto),
    ApiExtension(PAGED, true),
    ApiOkResponse({ schema: { type: 'array', items: { $ref: getSchemaPath(dto) } } }),
  );
