import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Days that the files of a level are kept (spec: "Logs and metrics"). */
const KEPT_DAYS = { error: 90, warn: 30, info: 7, debug: 1 } as const;
export type LogLevel = keyof typeof KEPT_DAYS;

const DAY_MS = 86_400_000;
const FILE = /^(error|warn|info|debug)-(\d{4}-\d{2}-\d{2})\.log$/;
const DAY_OF_LINE = /"time":"(\d{4}-\d{2}-\d{2})T/;

interface OpenFile {
  readonly day: string;
  readonly descriptor: number;
}

/**
 * Files of lines, one for each level and day (`error-2026-01-15.log`), and none that is older than
 * its level is kept. A line's own time says which day it is of. Written at once, so that the last
 * line before a crash is there.
 */
export class LevelFiles {
  private readonly open = new Map<LogLevel, OpenFile>();

  /** @throws Error when the folder cannot be made */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  write(level: LogLevel, line: string): void {
    const day = DAY_OF_LINE.exec(line)?.[1];
    if (day === undefined) return;
    let file = this.open.get(level);
    if (file?.day !== day) {
      if (file) closeSync(file.descriptor);
      const descriptor = openSync(join(this.folder, `${level}-${day}.log`), 'a');
      file = { day, descriptor };
      this.open.set(level, file);
      this.removeOld(day);
    }
    writeSync(file.descriptor, line);
  }

  close(): void {
    for (const { descriptor } of this.open.values()) closeSync(descriptor);
    this.open.clear();
  }

  private removeOld(today: string): void {
    for (const name of readdirSync(this.folder)) {
      const [, level, day] = FILE.exec(name) ?? [];
      if (level === undefined || day === undefined) continue;
      const age = (Date.parse(today) - Date.parse(day)) / DAY_MS;
      // Another process may have removed it.
      if (age >= KEPT_DAYS[level as LogLevel]) rmSync(join(this.folder, name), { force: true });
    }
  }
}
