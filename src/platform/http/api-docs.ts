import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';

export const ERRORS = 'x-errors';
/** Of a list that comes in pages: true, or what its `meta` has instead of the usual. */
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

/** A whole list of these. */
export const AnswersList = (dto: Type) =>
  applyDecorators(
    ApiExtraModels(dto),
    ApiOkResponse({ schema: { type: 'array', items: { $ref: getSchemaPath(dto) } } }),
  );

/** A list of these that goes on after a number. */
export const AnswersFeed = (dto: Type) =>
  applyDecorators(
    ApiExtraModels(dto),
    ApiExtension(PAGED, {
      type: 'object',
      properties: {
        nextSeq: { type: 'integer', example: 1207, description: 'ask with this next' },
        hasMore: { type: 'boolean', example: false },
        limit: { type: 'integer', example: 20 },
      },
    }),
    ApiOkResponse({ schema: { type: 'array', items: { $ref: getSchemaPath(dto) } } }),
  );
