import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { AddressGuard } from '../../platform/http-out/address-guard.js';
import { OutgoingError } from '../../platform/http-out/outgoing-error.js';
import type { OpenChannel } from '../channels/channel.types.js';
import type { ProbeAnswer } from './channel-probe.port.js';

/** What mail servers take submissions on. */
const MAIL_PORTS: ReadonlySet<number> = new Set([25, 465, 587, 2525]);
const LONGEST_MS = 9_000;
const MAX_REPLY_BYTES = 64 * 1024;

/** Signs in at a mail server and says goodbye; no mail is sent. */
@Injectable()
export class SmtpProbe {
  constructor(private readonly guard: AddressGuard) {}

  async probe(
    { config, credentials }: Extract<OpenChannel, { type: 'email' }>,
    signal: AbortSignal,
  ): Promise<ProbeAnswer> {
    const { host, port, security } = config;
    try {
      // nodemailer would look the name up by itself, and go wherever that leads.
      const connection = await this.guard.connect(host, port, MAIL_PORTS, signal);
      const transport = createTransport({
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        tls: isIP(host) === 0 ? { servername: host } : {},
        auth: { user: credentials.username, pass: credentials.password },
        connectionTimeout: LONGEST_MS,
        greetingTimeout: LONGEST_MS,
        socketTimeout: LONGEST_MS,
        maxResponseSize: MAX_REPLY_BYTES,
        getSocket: (_options, done) => done(null, { connection }),
      });
      try {
        await transport.verify();
      } finally {
        transport.close();
      }
      return { ok: true, detail: `${host} takes the user name and the password` };
    } catch (error) {
      return { ok: false, detail: explain(error, host) };
    }
  }
}

/** The cause in our own words: a server's text may say anything. */
function explain(error: unknown, host: string): string {
  if (error instanceof OutgoingError) return error.message;
  const { code, message = '' } = error as { code?: string; message?: string };
  if (/certificate|altname/i.test(message)) {
    return `${host} shows a certificate that is not trusted`;
  }
  if (code === 'ETLS' || /\bssl\b|\btls\b/i.test(message)) {
    return `${host} cannot start TLS: port 465 is for tls, port 587 for starttls`;
  }
  switch (code) {
    case 'EAUTH':
      return `${host} refuses the user name or the password`;
    case 'EPROTOCOL':
      return `${host} answers, but not as a mail server does`;
    case 'ETIMEDOUT':
      return `${host} did not answer in time`;
    default:
      return `${host} cut the connection`;
  }
}
