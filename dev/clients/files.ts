import type { Document } from './openapi.js';
import { postmanText } from './postman.js';
import { apiText, schemasText } from './typescript.js';

/** What is made from the OpenAPI document, by its place in the repository. */
export function clientFiles(document: Document): Readonly<Record<string, string>> {
  return {
    'clients/typescript/api.ts': apiText(document),
    'clients/typescript/schemas.ts': schemasText(document),
    'clients/postman/crosspoint.postman_collection.json': postmanText(document),
  };
}
