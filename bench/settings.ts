import { performance } from 'node:perf_hooks';
import type { Servers } from '../dev/servers/servers.js';
import { openBank } from './bank.js';
import { figuresOf } from './load.js';

const CHANGES = 210;

/**
 * How long after the answer to a changed rule another node works by it: one node is told, the other
 * is asked for the interval of heartbeats again and again until it answers the new one. Milliseconds from the answer of the change
 * (`afterAnswer`) and from its request (`afterRequest`).
 */
export async function settings(servers: Servers) {
  const bank = await openBank(servers);
  try {
    const one = await bank.server('dist/src/main.js', '/health/ready');
    const other = await bank.server('dist/src/main.js', '/health/ready');
    const beat = { agentId: bank.adminId, deviceConnected: true, currentStatus: 'online' };
    const secondsOnOther = async (): Promise<number> => {
      const answer = await bank.ask(`${other.url}/api/agent-heartbeat`, 'POST', beat);
      return (answer as { data: { interval: number } }).data.interval;
    };
    const afterRequest: number[] = [];
    const afterAnswer: number[] = [];
    for (let change = 0; change < CHANGES; change += 1) {
      const seconds = 30 + (change % 500);
      const asked = performance.now();
      await bank.ask(`${one.url}/api/settings/business-rules`, 'PUT', {
        heartbeatSeconds: seconds,
      });
      const answered = performance.now();
      while ((await secondsOnOther()) !== seconds);
      const seen = performance.now();
      if (change >= 10) {
        afterRequest.push(seen - asked);
        afterAnswer.push(seen - answered);
      }
    }
    const { p50, p99 } = figuresOf(afterAnswer, 1);
    const whole = figuresOf(afterRequest, 1);
    return {
      changes: CHANGES,
      afterAnswer: { p50, p99 },
      afterRequest: { p50: whole.p50, p99: whole.p99 },
    };
  } finally {
    await bank.close();
  }
}
