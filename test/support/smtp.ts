import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A mail server that keeps what it gets, and refuses some recipients. */
export class FakeSmtp {
  readonly messages: string[] = [];
  refuses: (recipient: string) => number | null = () => null;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<FakeSmtp> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    const smtp = new FakeSmtp(server, `smtp://127.0.0.1:${address.port}?from=hr@bank.example`);
    server.on('connection', (socket) => smtp.talk(socket));
    return smtp;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private talk(socket: Socket): void {
    this.sockets.add(socket);
    let letter: string[] | null = null;
    let rest = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 fake');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const lines = `${rest}${chunk.toString()}`.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (letter) {
          if (line === '.') {
            this.messages.push(letter.join('\n'));
            letter = null;
            say('250 taken');
          } else letter.push(line);
        } else if (/^RCPT/i.test(line)) {
          const code = this.refuses(line);
          say(code === null ? '250 ok' : `${code} no`);
        } else if (/^DATA/i.test(line)) {
          letter = [];
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else say('250 ok');
      }
    });
  }
}
