import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { CHANNEL_SECRETS } from './modules/channels/channel-secrets.domain.js';
import { WEBHOOK_SECRETS } from './modules/webhooks/webhook-secrets.domain.js';
import { KeyRotation, type BrokenSecret, type KeyCounts } from './platform/crypto/key-rotation.js';
import { SecretBox } from './platform/crypto/secret-box.js';
import { SEALED_ANSWERS } from './platform/http/idempotency.js';
import { SEALED_LETTERS } from './platform/mail/mail.schema.js';
import { openProgram } from './program.js';

const USAGE = `Usage: node dist/src/keys.js list | check | rotate
  list    which master key seals how many secrets
  check   opens every secret and names those that do not open
  rotate  seals anew, under the first key of CREDENTIALS_KEYS, what another key seals
`;

/** Every collection with secrets. */
const SEALED = [CHANNEL_SECRETS, WEBHOOK_SECRETS, SEALED_ANSWERS, SEALED_LETTERS];

const print = (line: string): void => void process.stdout.write(`${line}\n`);

function printCounts(counts: readonly KeyCounts[], sealingKey: string): void {
  for (const { collection, secrets } of counts) {
    const keys = Object.entries(secrets).map(
      ([key, count]) => `${key}${key === sealingKey ? ' (seals)' : ''} ${count}`,
    );
    print(`${collection}: ${keys.length === 0 ? 'no secrets' : keys.join(', ')}`);
  }
}

function printBroken(broken: readonly BrokenSecret[]): void {
  for (const { collection, id, path, reason } of broken) {
    print(`${collection} ${id} ${path}: ${reason}`);
  }
}

type Command = (rotation: KeyRotation, box: SecretBox) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  list: async (rotation, { sealingKey }) => {
    printCounts(await rotation.list(), sealingKey);
    return 0;
  },
  check: async (rotation) => {
    const broken = await rotation.check();
    printBroken(broken);
    print(`KEYS ${JSON.stringify({ broken: broken.length })}`);
    return broken.length === 0 ? 0 : 1;
  },
  rotate: async (rotation, { sealingKey }) => {
    const { resealed, left, broken } = await rotation.rotate((soFar) =>
      print(`sealed anew: ${soFar}`),
    );
    printBroken(broken);
    printCounts(await rotation.list(), sealingKey);
    print(`KEYS ${JSON.stringify({ resealed, left, broken: broken.length })}`);
    return left + broken.length === 0 ? 0 : 1;
  },
};

async function main([name = '', ...more]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command || more.length > 0) {
    process.stderr.write(USAGE);
    return 1;
  }
  const program = await openProgram();
  try {
    const box = program.get(SecretBox);
    const connection = program.get<Connection>(getConnectionToken());
    return await command(new KeyRotation(connection, box, SEALED), box);
  } finally {
    await program.close();
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
