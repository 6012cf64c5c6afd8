import { existsSync } from 'node:fs';
import { Config } from './config.js';
import { parseEnv } from './env.schema.js';

/**
 * The configuration that the environment gives.
 * @throws Error naming every variable that is wrong
 */
export function loadConfig(): Config {
  const result = parseEnv(process.env);
  if (!result.ok) throw new Error(`environment: ${result.problems.join('; ')}`);
  return new Config(result.env);
}

/** Variables of a `.env` file in the working folder, where there is one; the environment wins. */
function readEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/** For programs: tells every problem in plain words and ends with exit code 1. */
export function loadConfigOrExit(): Config {
  readEnvFile();
  const result = parseEnv(process.env);
  if (result.ok) return new Config(result.env);
  process.stderr.write(
    `Crosspoint cannot start. The environment is not right:\n${result.problems
      .map((problem) => `  - ${problem}\n`)
      .join('')}See .env.example for every variable.\n`,
  );
  process.exit(1);
}
