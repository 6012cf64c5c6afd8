import { describe, expect, it } from '@jest/globals';
import type { Model } from 'mongoose';
import { asTenantId } from '../../common/ids.js';
import { GroupInsert } from './group-insert.js';
import { runForTenant } from './request-context.js';
import { TenantScopeError } from './tenant.plugin.js';

interface Note {
  readonly _id: string;
  readonly clientId: string;
}

/** A collection that refuses documents called `bad`, and loses the answers it is told to lose. */
class FakeCollection {
  readonly stored = new Set<string>();
  readonly commands: string[][] = [];
  losesAnswers = false;

  async insertOne({ _id }: Note): Promise<void> {
    await this.insertMany([{ _id, clientId: '' }]);
  }

  async insertMany(notes: readonly Note[]): Promise<void> {
    this.commands.push(notes.map(({ _id }) => _id));
    await Promise.resolve();
    for (const { _id } of notes) {
      if (_id === 'bad') throw new Error('refused');
      if (this.stored.has(_id)) throw Object.assign(new Error('E11000'), { code: 11000 });
      this.stored.add(_id);
    }
    if (this.losesAnswers) {
      this.losesAnswers = false;
      throw new Error('connection lost');
    }
  }
}

function setUp() {
  const collection = new FakeCollection();
  const group = new GroupInsert<Note>({ modelName: 'Note', collection } as unknown as Model<Note>);
  return { collection, insert: (_id: string) => group.insert({ _id, clientId: 'acme' }) };
}

describe('documents of many requests', () => {
  it('go with one command each time the one before has ended', async () => {
    const { collection, insert } = setUp();
    await Promise.all(['a', 'b', 'c', 'd'].map(insert));
    expect(collection.commands).toEqual([['a'], ['b', 'c', 'd']]);
    await insert('e');
    expect([...collection.stored]).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('do not share the fate of one that cannot be stored', async () => {
    const { collection, insert } = setUp();
    const answers = await Promise.allSettled(['a', 'b', 'bad', 'c'].map(insert));
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect([...collection.stored]).toEqual(['a', 'b', 'c']);
  });

  it('are stored once when the answer to their command is lost', async () => {
    const { collection, insert } = setUp();
    collection.losesAnswers = true;
    await insert('a');
    expect([...collection.stored]).toEqual(['a']);
  });

  it('must each be of a tenant, and of the request’s', async () => {
    const { collection, insert } = setUp();
    const group = new GroupInsert<Note>({ modelName: 'Note', collection } as never);
    await expect(group.insert({ _id: 'a', clientId: '' })).rejects.toThrow(TenantScopeError);
    const asOther = () => insert('a');
    await expect(runForTenant(asTenantId('other'), 'r-1', asOther)).rejects.toThrow('Note.insert');
    expect(collection.commands).toEqual([]);
  });
});
