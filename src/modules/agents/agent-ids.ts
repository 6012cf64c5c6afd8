import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { asAgentId, type AgentId } from '../../common/ids.js';

const COUNTER = 'agentId';

/** Whole numbers for agents, from one counter of the deployment; one that is not used is a gap. */
@Injectable()
export class AgentIds {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async next(): Promise<AgentId> {
    const [id] = await this.reserve(1);
    if (id === undefined) throw new Error('no id');
    return id;
  }

  /** So many numbers that nobody else gets. */
  async reserve(count: number): Promise<readonly AgentId[]> {
    if (count === 0) return [];
    const counter = await this.counters().findOneAndUpdate(
      { _id: COUNTER },
      { $inc: { value: count } },
      { upsert: true, returnDocument: 'after' },
    );
    const first = (counter?.value ?? count) - count + 1;
    return Array.from({ length: count }, (_, index) => asAgentId(first + index));
  }

  /** From now on no number up to this one is given out. */
  async pass(upTo: AgentId): Promise<void> {
    await this.counters().updateOne({ _id: COUNTER }, { $max: { value: upTo } }, { upsert: true });
  }

  private counters() {
    return this.connection.collection<{ _id: string; value: number }>('counters');
  }
}
