import { dump } from 'js-yaml';
import { z } from 'zod';
import { FLOOD, MESSAGES } from '../../src/modules/realtime/commands.service.js';
import { COMMANDS, type CommandName } from '../../src/modules/realtime/commands.schemas.js';
import { BACKLOG_BYTES } from '../../src/modules/realtime/deliveries.service.js';
import { SOCKETS_OF_AGENT } from '../../src/modules/realtime/hub.service.js';
import { MESSAGE_BYTES } from '../../src/modules/realtime/plain-sockets.js';
import { GRACE_MS } from '../../src/modules/realtime/socket-registry.service.js';
import { GAUGES, NUMBERED, SOCKET, type Described } from './messages.js';

const SENT: Readonly<Record<CommandName, string>> = {
  heartbeat: 'A sign of life; does what POST /api/agent-heartbeat does, and is answered alike.',
  status: 'What the agent wants to be; does what PUT /api/agents/:id/status does.',
  accept_call: 'The agent will take the call; does what POST /api/offers/:id/accept does.',
  reject_call: 'The agent will not take it; does what POST /api/offers/:id/reject does.',
  subscribe: 'Into rooms: agents:all, agents:admin, agents:department:{name}, agent:{id}.',
  unsubscribe: 'Out of rooms.',
};

const DESCRIPTION = `Sockets of Crosspoint at \`/ws\`, on the port of HTTP (or WS_PORT): socket.io 4, or a plain WebSocket with frames \`{ event, data }\`.

The access token (or an API key with the scope events:read) comes in the handshake: socket.io's auth field \`token\`, the \`Authorization\` header, or the query field \`token\`. A refused handshake is told the code of the error (socket.io: \`connect_error\` with \`data.code\`; plain: HTTP). When the token expires or the session ends, the socket hears \`closing\` and is closed (plain: 4401; 4403 the password must be changed; 4408 too slow; 4429 flood; 1012 the server stops, 1013 it cannot serve now).

Every stored event carries \`seq\`, its number in the company, and \`prev\`, the number of the one that was sent to this socket before. Who comes back says the last one it had (\`auth.lastSeq\`, or the query field \`lastSeq\`) and gets what it missed, in order, up to 24 hours back. \`GET /api/events?after=seq\` reads the same. Figures of the moment carry \`asOf\` instead and come once a second at the most.

Every message of a client is answered, \`{ ok: true, data }\` or \`{ ok: false, error }\`: by socket.io's acknowledgement, else by an \`ack\` message. A plain frame may carry an \`id\`; its answer is \`{ event: "ack", id, data: { event, ok, … } }\`.

Limits: ${MESSAGES.points} messages of a socket in ${MESSAGES.seconds} s (more are answered RATE_LIMITED, ${FLOOD} times as many close the socket); ${MESSAGE_BYTES / 1024} kB a message (longer ones close it); ${BACKLOG_BYTES / 1024} kB unread (then it is closed); ${SOCKETS_OF_AGENT} sockets of an agent on one node. An agent whose last socket has been closed for ${GRACE_MS / 1000} s is offline until its next heartbeat.
`;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io,
    unrepresentable: 'any',
  });
  return rest;
};

function messageOf(name: string, { summary, schema }: Described, io: 'input' | 'output') {
  return {
    name,
    title: name,
    summary,
    contentType: 'application/json',
    payload: schemaOf(schema, io),
  };
}

/** Every message by name, as its payload must be. */
export function serverMessages(): Readonly<Record<string, Described>> {
  return { ...SOCKET, ...NUMBERED, ...GAUGES };
}

/** The text of `asyncapi.yaml`. */
export function asyncApiText(): string {
  const toClient = Object.entries(serverMessages());
  const toServer = Object.entries(SENT) as [CommandName, string][];
  const refs = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]));
  const listed = (names: readonly string[]) =>
    names.map((name) => ({ $ref: `#/channels/sockets/messages/${name}` }));
  const received = toClient.map(([name]) => name);
  const sent = toServer.map(([name]) => name);
  const document = {
    asyncapi: '3.0.0',
    info: { title: 'Crosspoint', version: '1', description: DESCRIPTION },
    defaultContentType: 'application/json',
    servers: {
      node: {
        host: 'localhost:3000',
        pathname: '/ws',
        protocol: 'ws',
        description: 'any node; socket.io 4 or plain frames',
        security: [{ $ref: '#/components/securitySchemes/accessToken' }],
      },
    },
    channels: {
      sockets: {
        address: '/ws',
        description: 'One socket: what it hears depends on its rooms.',
        messages: refs([...received, ...sent]),
      },
    },
    operations: {
      hear: {
        action: 'send',
        channel: { $ref: '#/channels/sockets' },
        summary: 'What the server sends.',
        messages: listed(received),
      },
      say: {
        action: 'receive',
        channel: { $ref: '#/channels/sockets' },
        summary: 'What clients send; each is answered.',
        messages: listed(sent),
        reply: {
          channel: { $ref: '#/channels/sockets' },
          messages: listed(['ack']),
        },
      },
    },
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'of POST /api/auth/login',
        },
      },
      messages: {
        ...Object.fromEntries(
          toClient.map(([name, described]) => [name, messageOf(name, described, 'output')]),
        ),
        ...Object.fromEntries(
          toServer.map(([name, summary]) => [
            name,
            messageOf(name, { summary, schema: COMMANDS[name] }, 'input'),
          ]),
        ),
      },
    },
  };
  return dump(document, { lineWidth: -1, noRefs: true });
}
