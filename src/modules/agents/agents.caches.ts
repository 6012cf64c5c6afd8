import type { Cache } from '../../platform/cache/cache-manager.js';

/** Groups of answers that a change of an agent ends. */
const LISTS = 'agents';
const DEPARTMENTS = 'departments';

export const AGENT_CACHES = {
  lists: { name: 'agents', group: LISTS },
  stats: { name: 'agent_stats', group: LISTS },
  departments: { name: 'agent_departments', group: DEPARTMENTS },
} as const satisfies Readonly<Record<string, Cache>>;

/** What goes when an agent's presence changes; it changes often and moves nobody elsewhere. */
export const AFTER_PRESENCE = [LISTS] as const;
/** What goes when an agent itself changes. */
export const AFTER_CHANGE = [LISTS, DEPARTMENTS] as const;
