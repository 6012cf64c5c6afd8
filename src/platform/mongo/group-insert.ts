import type { Model } from 'mongoose';
import { TenantScopeError } from './tenant.plugin.js';
import { isDuplicateKey, type TenantDocument } from './documents.js';
import { currentContext } from './request-context.js';

interface Waiting<T> {
  readonly document: T;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Stores documents of many requests with one command: whatever comes while a write is on its way
 * goes with the next one. Each caller waits for the write that its own document was in.
 */
export class GroupInsert<T extends TenantDocument> {
  private waiting: Waiting<T>[] = [];
  private isWriting = false;

  constructor(private readonly model: Model<T>) {}

  /** Resolves when the document is stored, majority and journaled. */
  async insert(document: T): Promise<void> {
    const tenant = currentContext()?.clientId;
    if (!document.clientId || (tenant !== undefined && tenant !== document.clientId)) {
      throw new TenantScopeError(`${this.model.modelName}.insert`);
    }
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ document, resolve, reject });
      if (!this.isWriting) void this.write();
    });
  }

  private async writeAlone(waiting: Waiting<T>): Promise<void> {
    try {
      await this.model.collection.insertOne(waiting.document);
      waiting.resolve();
    } catch (error) {
      // It was stored with the group whose answer was lost.
      if (isDuplicateKey(error)) waiting.resolve();
      else waiting.reject(error);
    }
  }

  private async write(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      try {
        await this.model.collection.insertMany(group.map(({ document }) => document) as never);
        group.forEach((waiting) => waiting.resolve());
      } catch {
        // One document that can't be stored must not take the others with it.
        await Promise.all(group.map((waiting) => this.writeAlone(waiting)));
      }
    }
    this.isWriting = false;
  }
}
