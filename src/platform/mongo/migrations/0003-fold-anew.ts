import type { Migration } from './migration.js';

/**
 * Figures are kept by the quarter of an hour, by channel and by cost as well: every call is folded
 * again, which takes away what it added before.
 */
export const foldAnew: Migration = {
  name: '0003-fold-anew',
  async up(db) {
    await db
      .collection('call_logs')
      .updateMany(
        { toFold: false, endedAt: { $type: 'date' } },
        { $set: { toFold: true }, $inc: { version: 1 } },
      );
  },
};
