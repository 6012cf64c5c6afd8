import type { mongo } from 'mongoose';
import type { Migration } from './migration.js';

interface Promised {
  readonly _id: string;
  readonly clientId: string;
}

/**
 * A number is called back once: of several open promises the first is kept, the others are over with
 * their places in line, so that the schema can make its unique index.
 */
export const oneCallbackANumber: Migration = {
  name: '0005-one-callback-a-number',
  async up(db: mongo.Db) {
    const callbacks = db.collection<Promised>('callbacks');
    const several = callbacks.aggregate<{ open: Promised[] }>([
      { $match: { endedAt: null } },
      { $sort: { requestedAt: 1 } },
      {
        $group: {
          _id: { clientId: '$clientId', phoneNumber: '$phoneNumber' },
          open: { $push: { _id: '$_id', clientId: '$clientId' } },
        },
      },
      { $match: { 'open.1': { $exists: true } } },
    ]);
    for await (const { open } of several) {
      for (const { _id, clientId } of open.slice(1)) {
        const over = { state: 'canceled', lastResult: 'promised before' };
        await db.collection<Promised>('call_queue').deleteOne({ _id, clientId });
        await callbacks.updateOne({ _id, clientId }, [
          { $set: { ...over, endedAt: '$$NOW', version: { $add: ['$version', 1] } } },
        ]);
      }
    }
  },
};
