import { agentCounter } from './0001-agent-counter.js';
import { callsWithoutSid } from './0002-calls-without-sid.js';
import { foldAnew } from './0003-fold-anew.js';
import { foldSpread } from './0004-fold-spread.js';
import { oneCallbackANumber } from './0005-one-callback-a-number.js';
import type { Migration } from './migration.js';

/** Every migration there ever was, in order. */
export const MIGRATIONS: readonly Migration[] = [
  agentCounter,
  callsWithoutSid,
  foldAnew,
  foldSpread,
  oneCallbackANumber,
];
