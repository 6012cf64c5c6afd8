import { Injectable, type LoggerService, type OnApplicationShutdown } from '@nestjs/common';
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { Config } from '../../config/config.js';
import { currentContext } from '../mongo/request-context.js';
import { LevelFiles } from './level-files.js';
import { maskFields } from './mask.js';

/** What a line is about, for whoever looks for one kind only; most lines are of none. */
export type LogKind = 'agent_action' | 'performance' | 'security' | 'system_error';

type Fields = Readonly<Record<string, unknown>> & { readonly kind?: LogKind };

/** Nest tells of each module and route at every start. */
const NEST_CHATTER: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'NestApplication',
]);

const FILE_OF = {
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'error',
} as const;
type Level = keyof typeof FILE_OF;

/**
 * JSON lines with request id, tenant and agent; numbers, addresses and secrets are masked. They go
 * to the standard output, and to files by level where there is a folder for them.
 */
@Injectable()
export class Log implements LoggerService, OnApplicationShutdown {
  private readonly root: Logger;
  private readonly files: LevelFiles | null;
  private level: Level = 'info';

  constructor(config: Config) {
    this.files = config.log.dir === undefined ? null : new LevelFiles(config.log.dir);
    const output = pino.destination(1);
    const both: DestinationStream = {
      write: (line) => {
        output.write(line);
        this.files?.write(FILE_OF[this.level], line);
      },
    };
    const options: LoggerOptions = {
      level: config.log.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    };
    this.root = this.files ? pino(options, both) : pino(options);
  }

  onApplicationShutdown(): void {
    this.files?.close();
  }

  debug(message: string, fields?: unknown): void {
    this.write('debug', message, fields);
  }

  /** Nest's word for `info`. */
  log(message: string, fields?: unknown): void {
    this.write(NEST_CHATTER.has(fields) ? 'debug' : 'info', message, fields);
  }

  info(message: string, fields?: Fields): void {
    this.write('info', message, fields);
  }

  warn(message: string, fields?: unknown): void {
    this.write('warn', message, fields);
  }

  error(message: string, fields?: unknown): void {
    this.write('error', message, fields);
  }

  fatal(message: string, fields?: unknown): void {
    this.write('fatal', message, fields);
  }

  private write(level: Level, message: string, fields?: unknown): void {
    if (!this.root.isLevelEnabled(level)) return;
    const context = currentContext();
    // Pino hands a line on before it returns.
    this.level = level;
    this.root[level](
      {
        ...(context && {
          requestId: context.requestId,
          tenant: context.clientId,
          agentId: context.agentId,
        }),
        ...(FILE_OF[level] === 'error' && { kind: 'system_error' }),
        ...maskFields(typeof fields === 'object' && fields !== null ? fields : { from: fields }),
      },
      message,
    );
  }
}
