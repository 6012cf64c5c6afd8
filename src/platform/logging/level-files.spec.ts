import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LevelFiles, type LogLevel } from './level-files.js';

describe('files of log lines', () => {
  let folder: string;
  let files: LevelFiles;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'logs-'));
    files = new LevelFiles(join(folder, 'made'));
  });
  afterEach(() => {
    files.close();
    rmSync(folder, { recursive: true });
  });

  const line = (day: string, msg: string): string =>
    `${JSON.stringify({ level: 'x', time: `${day}T10:00:00.000Z`, msg })}\n`;
  const write = (level: LogLevel, day: string) => files.write(level, line(day, level));
  const names = () => readdirSync(join(folder, 'made')).sort();

  it('are one for each level and day', () => {
    write('info', '2026-01-15');
    write('info', '2026-01-15');
    write('error', '2026-01-15');
    write('info', '2026-01-16');
    expect(names()).toEqual(['error-2026-01-15.log', 'info-2026-01-15.log', 'info-2026-01-16.log']);
    const text = readFileSync(join(folder, 'made', 'info-2026-01-15.log'), 'utf8');
    expect(text).toBe(line('2026-01-15', 'info').repeat(2));
  });

  it('go on where a process before them stopped', () => {
    write('warn', '2026-01-15');
    files.close();
    files = new LevelFiles(join(folder, 'made'));
    write('warn', '2026-01-15');
    const text = readFileSync(join(folder, 'made', 'warn-2026-01-15.log'), 'utf8');
    expect(text.trim().split('\n')).toHaveLength(2);
  });

  it('are kept 90 days for errors, 30 for warnings, 7 for news, 1 for details', () => {
    for (const level of ['error', 'warn', 'info', 'debug'] as const) {
      for (const day of ['2026-01-01', '2026-03-01', '2026-03-25', '2026-03-31']) write(level, day);
    }
    write('info', '2026-04-01');
    expect(names()).toEqual([
      'error-2026-03-01.log',
      'error-2026-03-25.log',
      'error-2026-03-31.log',
      'info-2026-03-31.log',
      'info-2026-04-01.log',
      'warn-2026-03-25.log',
      'warn-2026-03-31.log',
    ]);
  });
});
