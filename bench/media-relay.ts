import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

/** The floor of the media bridge: a bare relay of frames to the bot and back, and nothing else. */
const server = createServer((_request, response) => response.end('OK'));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (caller) => {
  const bot = new WebSocket(process.env['BOT_URL'] ?? '', { perMessageDeflate: false });
  const held: Buffer[] = [];
  bot.on('open', () => {
    for (const data of held) bot.send(data, { binary: false });
  });
  caller.on('message', (data) => {
    if (bot.readyState === WebSocket.OPEN) bot.send(data as Buffer, { binary: false });
    else held.push(data as Buffer);
  });
  bot.on('message', (data) => caller.send(data as Buffer, { binary: false }));
  caller.on('close', () => bot.close());
  bot.on('close', () => caller.close());
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
