import { routesOf, type Document, type Parameter, type Route } from './openapi.js';

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
/** Signing in keeps the token for every other request. */
const KEEP_TOKEN = [
  "pm.collectionVariables.set('token', pm.response.json().accessToken);",
  "pm.collectionVariables.set('refreshToken', pm.response.json().refreshToken);",
];

/** The text of the Postman collection: a folder for each tag, every body with its example. */
export function postmanText(document: Document): string {
  const routes = routesOf(document);
  const tags = [...new Set(routes.map(tagOf))];
  const collection = {
    info: {
      name: 'Crosspoint',
      description: 'Made from the OpenAPI document. Set `baseUrl`, then send `login`.',
      schema: SCHEMA,
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    variable: [
      { key: 'baseUrl', value: 'http://127.0.0.1:3000' },
      { key: 'token', value: '' },
      { key: 'refreshToken', value: '' },
    ],
    item: tags.map((tag) => ({
      name: tag,
      item: routes.filter((route) => tagOf(route) === tag).map(requestOf),
    })),
  };
  return `${JSON.stringify(collection, null, 2)}\n`;
}

const tagOf = ({ operation }: Route): string => operation.tags?.[0] ?? 'other';

function requestOf({ method, path, operation }: Route) {
  const { operationId, summary, description, parameters = [], security } = operation;
  const example = operation.requestBody?.content?.['application/json']?.example;
  const at = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const segments = path
    .slice(1)
    .replaceAll(/\{(\w+)\}/g, ':$1')
    .split('/');
  return {
    name: operationId,
    request: {
      method,
      description: [summary, description].filter(Boolean).join('\n\n'),
      ...(security === undefined && { auth: { type: 'noauth' } }),
      header: [
        ...at('header').map(fieldOf),
        ...(example === undefined ? [] : [{ key: 'Content-Type', value: 'application/json' }]),
      ],
      url: {
        raw: `{{baseUrl}}/${segments.join('/')}`,
        host: ['{{baseUrl}}'],
        path: segments,
        variable: at('path').map(({ name, description: about = '' }) => ({
          key: name,
          value: '',
          description: about,
        })),
        query: at('query').map(fieldOf),
      },
      ...(example !== undefined && {
        body: {
          mode: 'raw',
          raw: JSON.stringify(example, null, 2),
          options: { raw: { language: 'json' } },
        },
      }),
    },
    ...(operationId === 'login' && {
      event: [{ listen: 'test', script: { type: 'text/javascript', exec: KEEP_TOKEN } }],
    }),
  };
}

/** One that may be left out is there and switched off. */
const fieldOf = ({ name, description = '', required }: Parameter) => ({
  key: name,
  value: '',
  description,
  disabled: !required,
});
