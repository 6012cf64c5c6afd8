import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { knownErrors } from '../../common/errors.js';
import { ERRORS, PAGED } from './api-docs.js';
import { IDEMPOTENCY_KEY } from './idempotency.js';
import { exampleOf, type Schema, type Schemas } from './openapi-examples.js';
import { STATUS_OF } from './errors.filter.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'] as const;
/** Families of routes that answer with the object itself, or untouched (spec: "Shapes"). */
const OBJECT = /^\/api\/(auth|agents)(\/|$)/;
const RAW = /^\/(health|metrics|webhooks)/;

/** What any route that needs a token or an API key may say. */
const GUARDS = [
  'UNAUTHENTICATED',
  'API_KEY_INVALID',
  'API_KEY_EXPIRED',
  'API_KEY_REVOKED',
  'FORBIDDEN',
  'PASSWORD_CHANGE_REQUIRED',
];

const META = { $ref: '#/components/schemas/PageMeta' } as const;
const META_SCHEMA = {
  type: 'object',
  required: ['total', 'page', 'limit', 'totalPages'],
  properties: {
    total: { type: 'integer', example: 41 },
    page: { type: 'integer', example: 1 },
    limit: { type: 'integer', example: 20 },
    totalPages: { type: 'integer', example: 3 },
  },
} as const;

const ERROR_SCHEMA = {
  type: 'object',
  required: ['success', 'error'],
  properties: {
    success: { type: 'boolean', enum: [false] },
    error: {
      type: 'object',
      required: ['code', 'message', 'requestId'],
      properties: {
        code: { type: 'string', description: 'stable' },
        message: { type: 'string', description: 'may change' },
        details: {
          type: 'array',
          items: {
            type: 'object',
            properties: { field: { type: 'string' }, message: { type: 'string' } },
          },
        },
        requestId: { type: 'string' },
      },
    },
  },
};

interface Operation {
  responses: Record<string, Response | undefined>;
  parameters?: { readonly name?: string }[];
  requestBody?: Response;
  security?: unknown;
  [ERRORS]?: readonly string[];
  [PAGED]?: boolean | object;
}
interface Response {
  description?: string;
  content?: Record<string, { schema?: Schema; example?: unknown; examples?: unknown }>;
}

/** Serves the document at `/docs-json` and the page at `/docs`; made when it is first asked for. */
export function setUpDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describe(app), { jsonDocumentUrl: 'docs-json' });
}

/** The OpenAPI document: answers in the shape of their routes, every error with its code. */
export function describe(app: INestApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setTitle('Crosspoint')
    .setDescription(
      'A multi-tenant contact-centre backend for companies whose phone lines are at Exotel. ' +
        'Sign in at POST /api/auth/login and send the access token as a Bearer token; programs ' +
        'send an API key (`cpk_…`) instead, whose scopes must name the `x-scope` of a route (where there are several, one of them).',
    )
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, base, {
    operationIdFactory: (_controller, method) => method,
  });
  const schemas = (document.components ??= {}).schemas ?? {};
  document.components.schemas = {
    ...schemas,
    Error: ERROR_SCHEMA as never,
    PageMeta: META_SCHEMA as never,
  };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (operation) finish(path, operation);
    }
  }
  addExamples(document);
  return document;
}

function finish(path: string, operation: Operation): void {
  if (!RAW.test(path)) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (response && status.startsWith('2')) wrap(response, operation[PAGED] ?? false, path);
    }
  }
  addErrors(path, operation);
  delete operation[ERRORS];
  delete operation[PAGED];
}

/** Every body and every answer is shown whole, once. */
function addExamples({ paths, components }: OpenAPIObject): void {
  const schemas = (components?.schemas ?? {}) as Schemas;
  for (const item of Object.values(paths)) {
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      for (const shown of [operation.requestBody, ...Object.values(operation.responses)]) {
        const json = shown?.content?.['application/json'];
        if (!json?.schema || json.example !== undefined || json.examples) continue;
        json.example = exampleOf(json.schema, schemas);
      }
    }
  }
}

function wrap(response: Response, paged: boolean | object, path: string): void {
  // A file is given out as it is.
  if (response.content && !response.content['application/json']) return;
  const isPaged = paged !== false;
  const isObject = OBJECT.test(path);
  const inner: Schema = response.content?.['application/json']?.schema ?? { nullable: true };
  const isCounted = isPaged || inner.type === 'array';
  const list = { data: inner, meta: typeof paged === 'object' ? paged : META };
  if (isObject && !isPaged) return;
  const schema = isObject
    ? { type: 'object', required: ['data', 'meta'], properties: list }
    : {
        type: 'object',
        required: ['success', ...Object.keys(isPaged ? list : { data: inner })],
        properties: {
          success: { type: 'boolean', enum: [true] },
          ...(isPaged ? list : { data: inner }),
          ...(isCounted && { count: { type: 'integer', example: 41 } }),
        },
      };
  response.content = { 'application/json': { schema } };
}

function addErrors(path: string, operation: Operation): void {
  const isGuarded = operation.security !== undefined;
  const isIdempotent = operation.parameters?.some(({ name }) => name === IDEMPOTENCY_KEY);
  const namesTenant = operation.requestBody !== undefined || path.includes('{clientId}');
  const codes = new Set([
    ...(isGuarded ? GUARDS : []),
    ...(isGuarded && namesTenant ? ['TENANT_MISMATCH'] : []),
    ...(operation.requestBody || operation.parameters?.length ? ['VALIDATION_ERROR'] : []),
    ...(isIdempotent ? ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'] : []),
    ...(operation[ERRORS] ?? []),
    'UNSUPPORTED_VERSION',
    'INTERNAL',
    ...(RAW.test(path) ? [] : ['OVERLOADED']),
    'UNAVAILABLE',
  ]);
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const kind = knownErrors().get(code)?.kind;
    if (!kind) throw new Error(`the documents name an unknown error code: ${code}`);
    byStatus.set(STATUS_OF[kind], [...(byStatus.get(STATUS_OF[kind]) ?? []), code]);
  }
  for (const [status, named] of byStatus) {
    operation.responses[status] = {
      description: named.join(', '),
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/Error' },
          examples: Object.fromEntries(named.map((code) => [code, { value: example(code) }])),
        },
      },
    };
  }
}

function example(code: string): unknown {
  const message = knownErrors().get(code)?.message ?? '';
  return { success: false, error: { code, message, requestId: '0199d2a0-…' } };
}
