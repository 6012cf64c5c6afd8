import type { mongo } from 'mongoose';

/** A change of what is stored that schemas do not make by themselves. Never edited once it is out. */
export interface Migration {
  /** Its number and what it does: `0001-agent-counter`. They run in this order. */
  readonly name: string;
  /**
   * Does the work. It may be cut off anywhere and begun again, so it must come to the same end from
   * any half of itself; large ones go in batches.
   */
  up(db: mongo.Db): Promise<void>;
}
