import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

describe('SECURITY.md', () => {
  it('names tests that there are', async () => {
    const text = await readFile('SECURITY.md', 'utf8');
    const specs = new Map<string, string>();
    for (const folder of ['src', 'test']) {
      for (const file of await readdir(folder, { recursive: true })) {
        if (file.endsWith('.spec.ts'))
          specs.set(basename(file), await readFile(join(folder, file), 'utf8'));
      }
    }
    const cited = [...text.matchAll(/`([\w.-]+\.spec\.ts): ((?:[^`\\]|\\`)+)`/g)].map(
      ([, file = '', title = '']) => [file, title.replaceAll('\\`', '`')] as const,
    );
    expect(cited.length).toBeGreaterThan(40);
    const isMissing = ([file, title]: readonly [string, string]) =>
      !specs.get(file)?.includes(`'${title}'`);
    expect(cited.filter(isMissing)).toEqual([]);
  });
});
