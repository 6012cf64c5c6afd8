import { describe, expect, it } from '@jest/globals';
import { asTenantId, type CallLogId } from '../../common/ids.js';
import type { ChangeFeeds } from '../../platform/mongo/change-feed.js';
import type { QueueRepository } from './queue.repository.js';
import type { QueueEntry } from './queue.schema.js';
import { WaitingLine } from './waiting-line.js';

const clientId = asTenantId('bank');
const CALLER = {
  _id: 'call-1' as CallLogId,
  clientId,
  state: 'waiting',
  orderAt: new Date(0),
  arrivedAt: new Date(0),
} as QueueEntry;

/** A line that knows a caller, of whom the database has this. */
function lineWith(stored: QueueEntry | null): WaitingLine {
  const repository = { find: () => Promise.resolve(stored) } as unknown as QueueRepository;
  const line = new WaitingLine(repository, {} as ChangeFeeds);
  line.put(CALLER);
  return line;
}

describe('the line of a node, when a call turns out not to wait any more', () => {
  it('keeps the place of a caller who is to be called back', async () => {
    const callback = { ...CALLER, isCallback: true };
    const line = lineWith(callback);
    await line.look(clientId, CALLER._id);
    expect(line.waiting(clientId)).toEqual([callback]);
  });

  it('gives up the place of a caller who has none', async () => {
    const line = lineWith(null);
    await line.look(clientId, CALLER._id);
    expect(line.waiting(clientId)).toEqual([]);
  });
});
