import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';

const here = (file: string): URL => new URL(`./tls/${file}`, import.meta.url);
/** Its file, for `NODE_EXTRA_CA_CERTS`: who trusts it trusts the servers of the tests. */
export const TEST_CERTIFICATE = here('localhost.crt.pem').pathname;
export const testTls = (name: 'localhost' | 'stranger' = 'localhost') => ({
  key: readFileSync(here(`${name}.key.pem`)),
  cert: readFileSync(here(`${name}.crt.pem`)),
});

/** How a mail server behaves: as it should, or in one of the ways in which it should not. */
export type MailBehaviour =
  'good' | 'no_starttls' | 'refuses' | 'silent' | 'html' | 'floods' | 'hangs_up';

/** A small SMTP server on the loopback; it takes one user name and one password. */
export class MailServer {
  behaviour: MailBehaviour = 'good';
  /** What clients sent, line by line. */
  readonly heard: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly isTls: boolean,
  ) {}

  /** @param certificate for TLS from the first byte: one that is trusted, or a stranger's */
  static async start(certificate?: 'localhost' | 'stranger'): Promise<MailServer> {
    const server = certificate ? createTlsServer(testTls(certificate)) : createServer();
    const mail = new MailServer(server, certificate !== undefined);
    server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) =>
      mail.serve(socket),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return mail;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
    switch (this.behaviour) {
      case 'silent':
        return;
      case 'hangs_up':
        return void socket.destroy();
      case 'html':
        return void socket.end('HTTP/1.1 200 OK\r\n\r\n<html><body>Hello</body></html>\r\n');
      case 'floods':
        return void socket.write('220-'.padEnd(10_000_000, 'x'));
      default:
        socket.write('220 mail.example ESMTP\r\n');
        this.talk(socket, this.isTls);
    }
  }

  private talk(socket: Socket, isSecure: boolean): void {
    let rest = '';
    const onData = (chunk: Buffer): void => {
      rest += chunk.toString();
      const lines = rest.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        this.heard.push(line);
        const [verb = ''] = line.toUpperCase().split(' ');
        if (verb === 'STARTTLS' && this.behaviour !== 'no_starttls') {
          socket.off('data', onData);
          socket.write('220 go\r\n');
          const secure = new TLSSocket(socket, { isServer: true, ...testTls() });
          secure.on('error', () => undefined);
          this.talk(secure, true);
          return;
        }
        socket.write(this.reply(verb, line, isSecure));
      }
    };
    socket.on('data', onData);
  }

  private reply(verb: string, line: string, isSecure: boolean): string {
    switch (verb) {
      case 'EHLO': {
        const offersTls = !isSecure && this.behaviour !== 'no_starttls';
        return `250-mail.example\r\n${offersTls ? '250-STARTTLS\r\n' : ''}250 AUTH PLAIN\r\n`;
      }
      case 'AUTH': {
        const given = Buffer.from(line.split(' ')[2] ?? '', 'base64').toString();
        const isRight = given === '\0user@mail.example\0mail-password-7788';
        if (this.behaviour === 'refuses' || !isRight) return '535 5.7.8 bad secret-words\r\n';
        return '235 welcome\r\n';
      }
      case 'QUIT':
        return '221 bye\r\n';
      default:
        return '502 what\r\n';
    }
  }
}
