import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Link } from './link.js';

let echo: Server;
let link: Link;
beforeAll(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  // Nobody listens on the first one.
  link = await Link.open(() => [1, (echo.address() as AddressInfo).port]);
});
afterAll(async () => {
  await link.close();
  echo.close();
});

const begin = (): Socket =>
  connect({ port: link.port, host: '127.0.0.1' }).on('error', () => undefined);
const open = async (): Promise<Socket> => {
  const socket = begin();
  await once(socket, 'connect');
  return socket;
};

/** However it ends. */
const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

describe('a link', () => {
  it('passes everything on in order, also while it is delayed and when that ends', async () => {
    const socket = await open();
    const over = link.delay(30, 60);
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    const sent = Array.from({ length: 60 }, (_, place) => `${place},`);
    for (const text of sent) {
      socket.write(text);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await over;
    socket.end();
    await once(socket, 'close');
    expect(heard).toBe(sent.join(''));
  });

  it('breaks what is open, refuses what is new, and is whole again', async () => {
    const socket = await open();
    const over = link.cut(50);
    await closed(socket);
    await closed(begin());
    await over;
    const again = await open();
    again.write('hello');
    expect(String((await once(again, 'data'))[0])).toBe('hello');
    again.destroy();
  });
});
