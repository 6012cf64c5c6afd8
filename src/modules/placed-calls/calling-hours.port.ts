import type { TenantId } from '../../common/ids.js';

/** Whom a call is for. */
export interface Called {
  readonly clientId: TenantId;
  /** E.164. */
  readonly phoneNumber: string;
  /** IANA zone of the called person; null: by its number. */
  readonly timezone: string | null;
}

/** Why a number may not ring yet. */
export type ClosedBy = 'outside_calling_window' | 'called_often_enough';

/** When a number may ring: at once, or from a moment on. */
export type Opening =
  | { readonly isOpen: true }
  | { readonly isOpen: false; readonly by: ClosedBy; readonly until: Date };

/** When a number may ring. Asked for bulk calls, campaigns and retries; bound in `app.module`. */
export abstract class CallingHours {
  abstract openingOf(called: Called, at: Date): Promise<Opening>;
}
