import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import safeRegex from 'safe-regex2';
import ts from 'typescript';
import { maskText } from '../platform/logging/mask.js';

/** Every regular expression that stands in the server's code, with its file. */
function regexes(): (readonly [file: string, regex: string])[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .flatMap((file) => {
      const text = readFileSync(join('src', file), 'utf8');
      const found: (readonly [string, string])[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) found.push([file, node.text]);
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
      return found;
    });
}

const ALL = regexes();

/** Without slashes and flags; a look behind, which the check cannot read, as one ahead. */
const patternOf = (literal: string): string =>
  literal.slice(1, literal.lastIndexOf('/')).replaceAll('(?<!', '(?!').replaceAll('(?<=', '(?=');

describe('no regular expression', () => {
  it('repeats what repeats: a text could keep it busy for ever', () => {
    expect(ALL.length).toBeGreaterThan(100);
    const unsafe = ALL.filter(([, regex]) => !safeRegex(patternOf(regex), { limit: 50 }));
    expect(unsafe).toEqual([]);
  });

  it('begins with an endless repetition: each place of a long text would cost its rest', () => {
    const begins = /^(\[(?:[^\]\\]|\\.)+\]|\\.|[^\\])[+*](?!\/[a-z]*$)/;
    expect(ALL.filter(([, regex]) => begins.test(regex.slice(1)))).toEqual([]);
  });

  it('that masks lines of the log does so in long words too', () => {
    const word = 'x'.repeat(1_000_000);
    expect(maskText(`${word} ada@bank.example ${word}@`)).toBe(`${word} ••••@•••• ${word}@`);
  });
});
