import type { DeliveryId, TenantId, WebhookId } from '../../common/ids.js';
import type { Sealed } from '../../platform/crypto/secret-box.js';

/** A secret that signs; the old one signs too until it expires. */
export interface SigningSecret {
  readonly sealed: Sealed;
  /** `whsec_••••` and the last four characters. */
  readonly mask: string;
  readonly createdAt: Date;
  /** null: the present one. */
  readonly expiresAt: Date | null;
}

/** A URL of a company's own that hears of its events. */
export interface WebhookEndpoint {
  readonly _id: WebhookId;
  readonly clientId: TenantId;
  readonly url: string;
  readonly description: string | null;
  /** `*`, `call.*` or `call.ended`: any that fits. */
  readonly events: readonly string[];
  readonly isActive: boolean;
  /** `gone`: the receiver answered 410. */
  readonly disabledReason: 'gone' | null;
  readonly secrets: readonly SigningSecret[];
  /** Every event up to this number has its delivery, where it fits. */
  readonly fedUpTo: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const DELIVERY_STATES = ['pending', 'delivered', 'parked'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** How one attempt went. */
export interface Attempt {
  readonly at: Date;
  /** What the receiver answered; null: nothing. */
  readonly status: number | null;
  readonly latencyMs: number;
  /** The cause in plain words; null: it was taken. */
  readonly error: string | null;
}

/** One event on its way to one receiver. */
export interface WebhookDelivery {
  readonly _id: DeliveryId;
  readonly clientId: TenantId;
  readonly webhookId: WebhookId;
  readonly eventId: string;
  readonly eventType: string;
  /** The event's number: deliveries of one lane go in this order. */
  readonly seq: number;
  readonly callLogId: string | null;
  /** Deliveries of one lane wait for each other: those of one call. */
  readonly lane: string;
  readonly state: DeliveryState;
  /** Failures since it was made, or sent again by hand. */
  readonly failures: number;
  /** The last ones, oldest first. */
  readonly attempts: readonly Attempt[];
  /** null: nothing is tried any more. */
  readonly nextAttemptAt: Date | null;
  /** When the last attempt is made. */
  readonly giveUpAt: Date;
  /** Grows with each change: who is too late changes nothing. */
  readonly version: number;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
  readonly parkedAt: Date | null;
}
