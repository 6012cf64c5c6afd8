import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Crosspoint, CrosspointError } from '../clients/typescript/index.js';

/**
 * What a CRM does when somebody clicks a number: the agent's telephone rings, then the customer's.
 * Needs an API key with the scopes calls:read and calls:write.
 * `node dist/examples/click-to-call.js --url … --key cpk_… --agent 12 --number +919812345678`
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    key: { type: 'string', default: '' },
    agent: { type: 'string', default: '' },
    number: { type: 'string', default: '' },
    attempts: { type: 'string', default: '5' },
  },
});
const OVER = ['completed', 'failed', 'no_answer', 'busy', 'canceled'];
const api = new Crosspoint({ baseUrl: values.url, token: values.key });

/** The same click is the same key: however often it is sent, one call comes of it. */
async function place(click: string): Promise<string> {
  const body = { agentId: Number(values.agent), phoneNumber: values.number, userId: 'crm-user-7' };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const placed = await api.placeCall({ headers: { 'Idempotency-Key': click }, body });
      return placed.data.callLogId;
    } catch (error) {
      const isFinal = error instanceof CrosspointError && error.retryAfterSeconds === null;
      if (isFinal || attempt === Number(values.attempts)) throw error;
      const seconds = error instanceof CrosspointError ? error.retryAfterSeconds : null;
      await sleep((seconds ?? attempt) * 1000);
    }
  }
}

const callLogId = await place(randomUUID());
console.log(`call ${callLogId}`);
for (let shown = ''; !OVER.includes(shown); await sleep(1000)) {
  const { data: call } = await api.getCall({ path: { callLogId } });
  if (call.status !== shown) console.log(call.status);
  shown = call.status;
}
