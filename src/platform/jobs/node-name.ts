import { hostname } from 'node:os';

/** How administrators know this process: its machine and its number there. */
export const NODE_NAME = `${hostname()}:${process.pid}`;
