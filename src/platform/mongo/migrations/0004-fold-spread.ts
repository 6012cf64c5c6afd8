import type { Migration } from './migration.js';

/** Handle times of agents were added up from the parts of calls by this one; their days say it now. */
const INDEX =
  'clientId_1_receivedAt_1_direction_1_outcome_1_agentId_1_sector_1_teamId_1_success_1_' +
  'talkSeconds_1_holdSeconds_1_wrapUpSeconds_1';

/** The days of agents in sectors and teams know the spread of handle times: every call is folded again. */
export const foldSpread: Migration = {
  name: '0004-fold-spread',
  async up(db) {
    const parts = db.collection('agent_metrics');
    const indexes = await parts.indexes().catch(() => []);
    if (indexes.some(({ name }) => name === INDEX)) await parts.dropIndex(INDEX);
    await db
      .collection('call_logs')
      .updateMany(
        { toFold: false, endedAt: { $type: 'date' } },
        { $set: { toFold: true }, $inc: { version: 1 } },
      );
  },
};
