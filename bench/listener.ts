import { once } from 'node:events';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';

export const SOCKET_KINDS = ['websocket', 'socket.io'] as const;
export type SocketKind = (typeof SOCKET_KINDS)[number];

/** An open socket that notes when it last heard of a status. */
export interface Listener {
  /** `performance.now()` of the last change of a status. */
  readonly heardAt: number;
  readonly heard: number;
  /** All that it was told. */
  readonly messages: number;
  /** The server or the network ended it, not we. */
  readonly isLost: boolean;
  close(): void;
}

/** @throws Error when it cannot be opened */
export async function listen(
  url: string,
  kind: SocketKind,
  path: string,
  token: string,
): Promise<Listener> {
  const listener = { heardAt: 0, heard: 0, messages: 0, isLost: false, close: (): void => {} };
  let isOver = false;
  const hear = (event: string) => {
    listener.messages += 1;
    if (event !== 'agent_status_change') return;
    listener.heardAt = performance.now();
    listener.heard += 1;
  };
  const end = () => (listener.isLost = !isOver);
  if (kind === 'socket.io') {
    const socket = io(url, {
      path,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token },
    });
    socket.onAny(hear);
    socket.on('disconnect', end);
    listener.close = () => {
      isOver = true;
      socket.disconnect();
    };
    await new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(null));
      socket.once('connect_error', reject);
    });
  } else {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}?token=${token}`);
    socket.on('message', (text: Buffer) => {
      hear((JSON.parse(text.toString()) as { event: string }).event);
    });
    socket.on('close', end);
    listener.close = () => {
      isOver = true;
      socket.close();
    };
    await once(socket, 'open');
    socket.on('error', () => undefined);
  }
  return listener;
}
