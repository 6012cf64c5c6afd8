import type { Sealed } from './secret-box.js';

/** One secret in a document. */
export interface SealedSecret {
  /** Its path in the document, with dots. */
  readonly path: string;
  readonly sealed: Sealed;
  /** The words that open it. */
  readonly boundTo: readonly string[];
}

/** A collection that holds secrets, and where in a document they are. */
export interface SealedCollection<Document = never> {
  readonly collection: string;
  readonly secretsOf: (document: Document) => readonly SealedSecret[];
}
