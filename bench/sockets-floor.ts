import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { WebSocketServer, type WebSocket } from 'ws';

/**
 * The floor: sockets without sign-in, rooms, order or a database. Plain WebSockets at `/ws`,
 * socket.io at `/io`. `POST /tell` sends one message to the first so many of each kind that came.
 */
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/tell') tell(Number(searchParams.get('to')));
  const memory = process.memoryUsage().rss;
  response.end(pathname === '/metrics' ? `process_resident_memory_bytes ${memory}\n` : 'OK');
});
const plain = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const io = new Server({ path: '/io', serveClient: false, perMessageDeflate: false });
io.attach(server);
const toSocketIo = server.listeners('upgrade').slice();
server.removeAllListeners('upgrade');
server.on('upgrade', (request, socket, head) => {
  if (request.url?.startsWith('/io')) for (const take of toSocketIo) take(request, socket, head);
  else {
    plain.handleUpgrade(request, socket, head, (opened) => {
      sockets.push(opened);
      opened.on('close', () => sockets.splice(sockets.indexOf(opened), 1));
    });
  }
});
const sockets: WebSocket[] = [];
const ids: string[] = [];

let told = 0;
function tell(count: number): void {
  told += 1;
  const data = { agentId: 1, status: 'away', timestamp: new Date().toISOString(), seq: told };
  const text = JSON.stringify({ event: 'agent_status_change', data });
  for (const socket of sockets.slice(0, count)) socket.send(text);
  io.to(ids.slice(0, count)).emit('agent_status_change', data);
}
io.on('connection', (socket) => {
  ids.push(socket.id);
  socket.on('disconnect', () => ids.splice(ids.indexOf(socket.id), 1));
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
