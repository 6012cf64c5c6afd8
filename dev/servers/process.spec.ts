import { describe, expect, it } from '@jest/globals';

import { identify, isRunning, lastLine, parseProcStat } from './process.js';

describe('processes', () => {
  it('reads state and start time behind a name with spaces and brackets', () => {
    const numbers = Array.from({ length: 18 }, (_, index) => String(index + 4)).join(' ');
    const line = `42 (my (odd) name) S ${numbers} 216455 0 0`;
    expect(parseProcStat(line)).toEqual({ state: 'S', startedAt: '216455' });
  });

  it('knows this process and takes no later one for it', () => {
    const own = identify(process.pid);
    expect(isRunning(own)).toBe(true);
    if (own.startedAt) expect(isRunning({ ...own, startedAt: '1' })).toBe(false);
  });

  it('takes the last line that says something', () => {
    expect(lastLine('one\ntwo \n\n')).toBe('two');
    expect(lastLine('')).toBe('');
  });
});
