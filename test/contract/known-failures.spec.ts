import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';

it('every test that docs/known-failures.md names exists', async () => {
  const document = await readFile('docs/known-failures.md', 'utf8');
  const named = [...document.matchAll(/`([^`]+\.spec\.ts)`: ((?:“[^”]+”(?:, )?)+)/g)];
  expect(named.length).toBeGreaterThan(30);
  for (const [, file = '', names = ''] of named) {
    const source = await readFile(file, 'utf8');
    for (const [, name = ''] of names.matchAll(/“([^”]+)”/g)) {
      if (!source.includes(`'${name}'`)) throw new Error(`${file} has no test “${name}”`);
    }
  }
});
