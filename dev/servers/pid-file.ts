import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ProcessId } from './process.js';

/** The servers this folder can start. */
export type ServerName = 'mongodb' | 'redis';

/** What a later start must know of a server to find it again. */
export interface ServerRecord {
  readonly process: ProcessId;
  readonly port: number;
  /** Who stops it. */
  readonly owner: ProcessId;
}

/** All servers of one home. */
export type ServerRecords = Partial<Record<ServerName, ServerRecord>>;

/** Reads a process id out of parsed JSON; undefined when it is none. */
export function parseProcessId(value: unknown): ProcessId | undefined {
  if (!isObject(value)) return undefined;
  const { pid, startedAt } = value;
  if (!isPositiveInteger(pid) || typeof startedAt !== 'string') return undefined;
  return { pid, startedAt };
}

/** Reads the text of a pid file; what is not whole is left out, as if it had never been written. */
export function parseServerRecords(text: string): ServerRecords {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return {};
  }
  if (!isObject(parsed)) return {};
  const records: ServerRecords = {};
  for (const name of ['mongodb', 'redis'] as const) {
    const record = parseRecord(parsed[name]);
    if (record) records[name] = record;
  }
  return records;
}

function parseRecord(value: unknown): ServerRecord | undefined {
  if (!isObject(value)) return undefined;
  const owner = parseProcessId(value.owner);
  const server = parseProcessId(value.process);
  if (!owner || !server || !isPositiveInteger(value.port)) return undefined;
  return { process: server, port: value.port, owner };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPositiveInteger(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

/** `<home>/servers.json`: the servers of a home that are running, or were when their holder was killed. */
export class PidFile {
  private readonly path: string;
  private writes: Promise<void> = Promise.resolve();

  constructor(home: string) {
    this.path = join(home, 'servers.json');
  }

  async read(): Promise<ServerRecords> {
    return parseServerRecords(await readFile(this.path, 'utf8').catch(() => ''));
  }

  /** Sets or (without a record) removes one server; the file goes with the last one. */
  async set(name: ServerName, record: ServerRecord | undefined): Promise<void> {
    const write = this.writes.then(() => this.write(name, record));
    this.writes = write.catch(() => {});
    await write;
  }

  private async write(name: ServerName, record: ServerRecord | undefined): Promise<void> {
    const { [name]: _old, ...others } = await this.read();
    const records: ServerRecords = record ? { ...others, [name]: record } : others;
    if (Object.keys(records).length === 0) {
      await rm(this.path, { force: true });
      return;
    }
    const next = `${this.path}.${process.pid}`;
    await writeFile(next, `${JSON.stringify(records, null, 2)}\n`);
    await rename(next, this.path);
  }
}
