import { Schema } from 'mongoose';
import type { SealedCollection } from '../crypto/sealed-collection.js';
import type { Sealed } from '../crypto/secret-box.js';
import type { TenantDocument } from '../mongo/documents.js';

/** An e-mail that has not been sent yet, or never could be. One that was sent is removed. */
export interface MailDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: string;
  /** Recipient, subject and text: they may hold a first password. */
  readonly letter: Sealed;
  readonly createdAt: Date;
  readonly attempts: number;
  /** When to try next; until then whoever tries has it for itself. Missing when it was given up. */
  readonly dueAt?: Date;
  readonly lastError?: string | null;
  readonly givenUpAt?: Date | null;
}

export const MailSchema = new Schema<MailDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    letter: { type: Schema.Types.Mixed },
    createdAt: { type: Date, required: true },
    attempts: { type: Number, required: true, min: 0 },
    dueAt: { type: Date },
    lastError: { type: String },
    givenUpAt: { type: Date },
  },
  { collection: 'mail_outbox', versionKey: false },
);

/** What a letter is sealed for. */
export const letterBinding = (clientId: string, id: string): readonly string[] => [
  clientId,
  'mail',
  id,
];

/** Where the letters are, for those who exchange master keys. */
export const SEALED_LETTERS: SealedCollection<MailDocument> = {
  collection: 'mail_outbox',
  secretsOf: ({ _id, clientId, letter }) => [
    { path: 'letter', sealed: letter, boundTo: letterBinding(clientId, _id) },
  ],
};

// What is to be sent next, over all tenants.
MailSchema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $type: 'date' } } });
// What of a tenant was not sent.
MailSchema.index({ clientId: 1, createdAt: 1 });
