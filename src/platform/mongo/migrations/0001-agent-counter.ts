import type { Migration } from './migration.js';

/**
 * Agents may have come with numbers of their own (an import, a restored backup): the deployment's
 * counter goes on after the highest.
 */
export const agentCounter: Migration = {
  name: '0001-agent-counter',
  async up(db) {
    const [highest] = await db
      .collection<{ _id: number }>('agents')
      .find({}, { projection: { _id: 1 } })
      .sort({ _id: -1 })
      .limit(1)
      .toArray();
    if (!highest) return;
    await db
      .collection<{ _id: string; value: number }>('counters')
      .updateOne({ _id: 'agentId' }, { $max: { value: highest._id } }, { upsert: true });
  },
};
