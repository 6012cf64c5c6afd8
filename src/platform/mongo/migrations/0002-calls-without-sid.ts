import type { Migration } from './migration.js';

const INDEX = 'clientId_1_providerSid_1';

/**
 * A call that we place has no id of the telephone company until it is dialled. The unique index that
 * wanted one of every call goes; the schema makes the new one.
 */
export const callsWithoutSid: Migration = {
  name: '0002-calls-without-sid',
  async up(db) {
    const calls = db.collection('call_logs');
    const indexes = await calls.indexes().catch(() => []);
    const old = indexes.find(({ name }) => name === INDEX);
    if (old && !old.partialFilterExpression) await calls.dropIndex(INDEX);
  },
};
