import type { TenantId } from '../../common/ids.js';

/** Whom a call is for. */
export interface Called {
  readonly clientId: TenantId;
  /** E.164. */
  readonly phoneNumber: string;
  /** IANA zone of the called person; null: by its number. */
  readonly timezone: string | null;
}

/** When a number may ring. Asked for bulk calls, campaigns and retries; bound in `app.module`. */
export abstract class CallingHours {
  /** The moment itself where the number may ring, else when it may next. */
  abstract opensAt(called: Called, at: Date): Promise<Date>;
}
