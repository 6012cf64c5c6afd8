import { parseArgs } from 'node:util';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import './app.module.js';
import { Clock } from './common/clock.js';
import { backUp, restore, type Manifest } from './platform/backup/backup.js';
import { Migrator } from './platform/mongo/migrator.js';
import { openProgram } from './program.js';

const USAGE = `Usage: node dist/src/backup.js make <new folder>
       node dist/src/backup.js restore <folder>    into an empty database
`;

type Program = Awaited<ReturnType<typeof openProgram>>;

async function make(program: Program, folder: string): Promise<Manifest> {
  const connection = program.get<Connection>(getConnectionToken());
  return await backUp(connection, folder, program.get(Clock).date());
}

/** Puts the documents back and brings the database into shape, as a server would. */
async function putBack(program: Program, folder: string): Promise<Manifest> {
  const manifest = await restore(program.get<Connection>(getConnectionToken()), folder);
  await program.get(Migrator).run();
  return manifest;
}

async function main(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, strict: false });
  const [command, folder] = positionals;
  const work = command === 'make' ? make : command === 'restore' ? putBack : null;
  if (!work || folder === undefined || positionals.length > 2) {
    process.stderr.write(USAGE);
    return 1;
  }
  try {
    const program = await openProgram();
    try {
      const { takenAt, collections } = await work(program, folder);
      const documents = Object.values(collections).reduce((sum, one) => sum + one.documents, 0);
      const result = { takenAt, collections: Object.keys(collections).length, documents };
      process.stdout.write(
        `${command === 'make' ? 'BACKUP' : 'RESTORE'} ${JSON.stringify(result)}\n`,
      );
      return 0;
    } finally {
      await program.close();
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
