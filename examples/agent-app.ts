import { parseArgs } from 'node:util';
import { io } from 'socket.io-client';
import { Crosspoint } from '../clients/typescript/index.js';

/**
 * An agent's app: signs in, says that the agent is there and its telephone works, and takes every
 * call. `node dist/examples/agent-app.js --url http://127.0.0.1:3000 --user ada --password …`
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    user: { type: 'string', default: '' },
    password: { type: 'string', default: '' },
  },
});

let tokens = { accessToken: '', refreshToken: '' };
const api = new Crosspoint({ baseUrl: values.url, token: () => tokens.accessToken || undefined });
const signedIn = await api.login({ body: { username: values.user, password: values.password } });
tokens = signedIn;
const { agent, expiresIn } = signedIn;

// The server sends what was missed after `lastSeq`: nothing is lost while the line is down.
let lastSeq: number | undefined;
const socket = io(values.url, {
  path: '/ws',
  auth: (give) => give({ token: tokens.accessToken, lastSeq }),
});
socket.onAny((event: string, data: { seq?: number; callLogId?: string; status?: string }) => {
  lastSeq = data.seq ?? lastSeq;
  if (data.callLogId) console.log(event, data.callLogId, data.status ?? '');
});
socket.on('connect_error', (error) => console.error(error.message));
socket.on('call_offered', async ({ offerId, agentId }: { offerId: string; agentId: number }) => {
  if (agentId !== agent.id) return;
  const answer: unknown = await socket.emitWithAck('accept_call', { offerId });
  console.log('accepted', offerId, JSON.stringify(answer));
});

/** Three missed ones, and the agent gets no more calls: that is what keeps callers from dead ends. */
const beat = async (): Promise<void> => {
  const body = { agentId: agent.id, deviceConnected: true, currentStatus: 'online' } as const;
  await api.sendHeartbeat({ body }).catch((error: unknown) => console.error(String(error)));
};
const renew = async (): Promise<void> => {
  tokens = await api.refresh({ body: { refreshToken: tokens.refreshToken } });
};
const renewing = setInterval(() => void renew().catch(console.error), (expiresIn / 2) * 1000);
const beating = setInterval(() => void beat(), 30_000);
await beat();
console.log(`${agent.fullName} is online`);

process.once('SIGINT', () => {
  clearInterval(beating);
  clearInterval(renewing);
  socket.close();
  void api.setAgentStatus({ path: { id: agent.id }, body: { status: 'offline' } });
});
