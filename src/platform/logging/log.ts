import { Injectable, type LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { Config } from '../../config/config.js';
import { currentContext } from '../mongo/request-context.js';
import { maskFields } from './mask.js';

type Fields = Readonly<Record<string, unknown>>;

/** Nest tells of each module and route at every start. */
const NEST_CHATTER: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'NestApplication',
]);

/** JSON lines with request id and tenant; numbers, addresses and secrets are masked. */
@Injectable()
export class Log implements LoggerService {
  private readonly root: Logger;

  constructor(config: Config) {
    this.root = pino({
      level: config.log.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    });
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

  isDebug(): boolean {
    return this.root.isLevelEnabled('debug');
  }

  private write(
    level: 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: string,
    fields?: unknown,
  ): void {
    if (!this.root.isLevelEnabled(level)) return;
    const context = currentContext();
    this.root[level](
      {
        ...(context && { requestId: context.requestId, tenant: context.clientId }),
        ...maskFields(typeof fields === 'object' && fields !== null ? fields : { from: fields }),
      },
      message,
    );
  }
}
