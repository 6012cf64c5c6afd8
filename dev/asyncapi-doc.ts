import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncApiText } from './asyncapi/document.js';
import { checkoutFolder } from './servers/home.js';

/** Writes asyncapi.yaml anew: `node dist/dev/asyncapi-doc.js` after a build. */
await writeFile(join(checkoutFolder(), 'asyncapi.yaml'), asyncApiText());
