import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from '../src/app.module.js';
import { describe } from '../src/platform/http/openapi.js';
import { clientFiles } from './clients/files.js';
import type { Document } from './clients/openapi.js';
import { checkoutFolder } from './servers/home.js';

/** Writes what clients/ has of the document anew: `node dist/dev/clients.js` after a build. */
const app = await NestFactory.create(AppModule, new FastifyAdapter(), {
  // Nothing is made but the routes' descriptions: neither MongoDB nor Redis must be there.
  preview: true,
  logger: false,
});
const document = JSON.parse(JSON.stringify(describe(app))) as Document;
for (const [path, text] of Object.entries(clientFiles(document))) {
  await writeFile(join(checkoutFolder(), path), text);
}
process.exit(0);
