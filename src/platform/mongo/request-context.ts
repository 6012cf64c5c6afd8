import { AsyncLocalStorage } from 'node:async_hooks';
import type { AgentId, TenantId } from '../../common/ids.js';

/** Who and what the current work is for; follows it through awaits, jobs and events. */
export interface RequestContext {
  readonly requestId: string;
  clientId?: TenantId;
  agentId?: AgentId;
  /** Monotonic ms after which who asks has another answer already: keep no agent for it. */
  answerBy?: number;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Has who asks been given another answer already? Then an agent kept for it would wait in vain. */
export const isAnswered = (nowMs: number): boolean =>
  nowMs > (currentContext()?.answerBy ?? Infinity);

/** Work for many requests at once: it belongs to none of them. */
export function outsideContext<T>(work: () => T): T {
  return storage.exit(work);
}

/** Work that is not a request's (a job, a webhook of a channel) for one tenant. */
export function runForTenant<T>(clientId: TenantId, requestId: string, work: () => T): T {
  return storage.run({ requestId, clientId }, work);
}
