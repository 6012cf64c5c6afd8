import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Message {
  readonly id: string;
  readonly type: string;
  readonly seq: number;
  readonly callLogId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly message: Message;
}

/** Somebody who hears of events: writes down what comes, and answers as a test wants it. */
export class Receiver {
  readonly heard: Heard[] = [];
  /** 200 at once, unless a test says otherwise. */
  answer: (heard: Heard, response: ServerResponse) => void = (_heard, response) => response.end();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const message = JSON.parse(body) as Message;
        const heard = { headers: request.headers, body, message };
        receiver.heard.push(heard);
        receiver.answer(heard, response);
      });
    });
    const receiver = new Receiver(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  /** The messages of one type. */
  ofType(type: string): Message[] {
    return this.heard.map(({ message }) => message).filter((message) => message.type === type);
  }

  /** What is heard of one call, in the order in which it came. */
  ofCall(callLogId: string): Message[] {
    return this.heard
      .map(({ message }) => message)
      .filter((message) => message.callLogId === callLogId);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Which of the secrets signed this message (Standard Webhooks). */
export function signedBy({ headers, body }: Heard, secrets: readonly string[]): string[] {
  const id = String(headers['webhook-id']);
  const timestamp = String(headers['webhook-timestamp']);
  const given = String(headers['webhook-signature']).split(' ');
  return secrets.filter((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    return given.includes(`v1,${mac}`);
  });
}
