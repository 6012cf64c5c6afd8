import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { errorsDocument } from '../../src/platform/http/errors-document.js';

describe('docs/errors.md', () => {
  it('has every code that the code defines', async () => {
    for (const file of await readdir('src', { recursive: true })) {
      if (file.endsWith('errors.ts')) await import(join('../../src', file).replace(/\.ts$/, '.js'));
    }
    expect(await readFile('docs/errors.md', 'utf8')).toBe(errorsDocument());
  });
});
