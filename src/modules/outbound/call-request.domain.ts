import { asAgentId, type AgentId } from '../../common/ids.js';
import { dialProblem } from '../../common/phone.js';
import {
  CALL_PRIORITIES,
  type CallMetadata,
  type CallPriority,
} from '../calls/outbound-call.types.js';

/** A call as it was asked for, checked but for what only the database knows. */
export interface CallRequest {
  readonly phoneNumber: string;
  readonly agentId: AgentId;
  readonly userId: string | null;
  readonly priority: CallPriority;
  readonly metadata: CallMetadata;
}

/** Why a call cannot be accepted. */
export interface RowProblem {
  readonly code: 'VALIDATION_ERROR' | 'INVALID_PHONE_NUMBER' | 'AGENT_NOT_FOUND' | 'NUMBER_ON_DNC';
  readonly field: string;
  readonly message: string;
}

export type ReadRow =
  | { readonly ok: true; readonly request: CallRequest }
  | { readonly ok: false; readonly problem: RowProblem };

const LONGEST_USER_ID = 100;
const MOST_METADATA = 8192;
const LONGEST_ID = 64;
/** MongoDB would read such keys as operators or paths. */
const BAD_KEY = /^\$|\.|\0/;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads one row of a bulk or a line of a file; fields that are not known are left out. */
export function readRow(row: unknown): ReadRow {
  const refuse = (field: string, message: string): ReadRow => ({
    ok: false,
    problem: { code: 'VALIDATION_ERROR', field, message },
  });
  if (!isObject(row)) return refuse('', 'must be an object');
  const { phoneNumber, userId = null, priority = 'medium', metadata = {} } = row;
  const agentId = readAgentId(row['agentId']);
  if (agentId === null) return refuse('agentId', 'must be the whole number of an agent');
  const wrongUser = userProblem(userId);
  if (wrongUser !== null) return refuse('userId', wrongUser);
  if (!isPriority(priority)) {
    return refuse('priority', `must be one of ${CALL_PRIORITIES.join(', ')}`);
  }
  const wrongMetadata = metadataProblem(metadata);
  if (wrongMetadata !== null) return refuse('metadata', wrongMetadata);
  const wrongNumber = dialProblem(phoneNumber);
  if (wrongNumber !== null) {
    const problem = { field: 'phoneNumber', message: wrongNumber } as const;
    return { ok: false, problem: { code: 'INVALID_PHONE_NUMBER', ...problem } };
  }
  return {
    ok: true,
    request: {
      phoneNumber: String(phoneNumber),
      agentId,
      userId: typeof userId === 'number' ? String(userId) : (userId as string | null),
      priority,
      metadata: metadata as CallMetadata,
    },
  };
}

/** The whole number, or its decimal string. */
function readAgentId(value: unknown): AgentId | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  const isId = Number.isSafeInteger(number) && Number(number) >= 1;
  return isId ? asAgentId(Number(number)) : null;
}

const isPriority = (value: unknown): value is CallPriority =>
  (CALL_PRIORITIES as readonly unknown[]).includes(value);

/** What is wrong with the user of the other system; numbers are taken as their text. */
function userProblem(value: unknown): string | null {
  if (value === null || Number.isSafeInteger(value)) return null;
  const isText = typeof value === 'string' && value.length >= 1 && value.length <= LONGEST_USER_ID;
  return isText ? null : `must be text of 1 to ${LONGEST_USER_ID} characters`;
}

/** What is wrong with the caller's own values; null for nothing. */
export function metadataProblem(value: unknown): string | null {
  if (!isObject(value)) return 'must be an object';
  if (lengthAsJson(value) > MOST_METADATA) {
    return `must be at most ${MOST_METADATA} characters as JSON`;
  }
  if (hasBadKey(value)) return 'must not have a name that begins with $ or contains a dot';
  const { campaignId, batchId } = value;
  if (batchId !== undefined) return 'must not have batchId: it is given by the batch';
  const isId =
    campaignId === undefined || (typeof campaignId === 'string' && campaignId.length <= LONGEST_ID);
  return isId ? null : `campaignId must be text of at most ${LONGEST_ID} characters`;
}

/** What is nested too deeply to be written counts as endless. */
function lengthAsJson(value: object): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Infinity;
  }
}

function hasBadKey(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasBadKey);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => BAD_KEY.test(key) || hasBadKey(inner));
}
