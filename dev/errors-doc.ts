import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorsDocument } from '../src/platform/http/errors-document.js';
import { checkoutFolder } from './servers/home.js';

/** Writes docs/errors.md anew: `node dist/dev/errors-doc.js` after a build. */
const built = join(checkoutFolder(), 'dist', 'src');
for (const file of await readdir(built, { recursive: true })) {
  if (file.endsWith('errors.js')) await import(pathToFileURL(join(built, file)).href);
}
await writeFile(join(checkoutFolder(), 'docs', 'errors.md'), errorsDocument());
