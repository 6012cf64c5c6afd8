import { agentCounter } from './0001-agent-counter.js';
import { foldAnew } from './0002-fold-anew.js';
import type { Migration } from './migration.js';

/** Every migration there ever was, in order. */
export const MIGRATIONS: readonly Migration[] = [agentCounter, foldAnew];
