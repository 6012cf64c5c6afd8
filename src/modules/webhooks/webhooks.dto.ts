import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';
import { MayBeAbsent, PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { oldSecretUntil, signingNow } from './webhook-secrets.domain.js';
import {
  DELIVERY_STATES,
  type DeliveryState,
  type WebhookDelivery,
  type WebhookEndpoint,
} from './webhooks.types.js';

const PATTERN = /^(\*|[a-z_]{1,40}\.(\*|[a-z_]{1,60}))$/;
const PATTERN_MESSAGE = { each: true, message: 'events must be like *, call.* or call.ended' };

export class NewWebhookDto {
  /**
   * Where events are sent by POST: a public address, https in production.
   * @example https://crm.example.com/hooks/crosspoint
   */
  @IsString()
  @Length(8, 2000)
  url: string;

  /** @example Our CRM */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  description?: string | null;

  /** Which events: all (`*`), those of a kind (`call.*`) or one (`call.ended`). All by default. @example ["call.*"] */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique()
  @Matches(PATTERN, PATTERN_MESSAGE)
  events?: string[];
}

/** What is missing stays as it is. */
export class ChangedWebhookDto {
  /** @example https://crm.example.com/hooks/crosspoint */
  @MayBeAbsent()
  @IsString()
  @Length(8, 2000)
  url?: string;

  /** @example Our CRM */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  description?: string | null;

  /** @example ["call.ended"] */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique()
  @Matches(PATTERN, PATTERN_MESSAGE)
  events?: string[];

  /** Off: nothing is sent, and what happens meanwhile never will be. @example true */
  @MayBeAbsent()
  @IsBoolean()
  isActive?: boolean;
}

export class WebhookDto {
  /** @example 0199d2a0-7c1e-7000-8000-000000000003 */
  id: string;
  /** @example https://crm.example.com/hooks/crosspoint */
  url: string;
  @ApiProperty({ type: String, nullable: true, example: 'Our CRM' })
  description: string | null;
  /** @example ["call.*"] */
  events: string[];
  isActive: boolean;
  /** `gone`: the receiver answered 410. */
  @ApiProperty({ type: String, enum: ['gone'], nullable: true, example: null })
  disabledReason: 'gone' | null;
  /** By its last four characters. @example whsec_••••x8k= */
  secretMask: string;
  /** Until when the secret before signs too; null: there is none. */
  @ApiProperty({ type: Date, nullable: true, example: null })
  oldSecretUntil: Date | null;
  /** Send it back as `If-Match`. @example 1 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export class WebhookWithSecretDto extends WebhookDto {
  /** Signs every message; told this once. @example whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD */
  secret: string;
}

export class AttemptDto {
  at: Date;
  /** What the receiver answered; null: nothing. */
  @ApiProperty({ type: Number, nullable: true, example: 503 })
  status: number | null;
  /** @example 182 */
  latencyMs: number;
  /** The cause in plain words; null: it was taken. */
  @ApiProperty({ type: String, nullable: true, example: 'answered 503' })
  error: string | null;
}

export class DeliveryDto {
  /** @example 0199d2a0-7c1e-7000-8000-000000000004 */
  id: string;
  /** The message's `webhook-id`, the same each time it is sent. @example 0199d2a0-7c1e-7000-8000-000000000005 */
  eventId: string;
  /** @example call.ended */
  eventType: string;
  /** The event's number. @example 4711 */
  seq: number;
  @ApiProperty({ type: String, nullable: true, example: '0199d2a0-7c1e-7000-8000-000000000006' })
  callLogId: string | null;
  /** `parked`: three days of attempts failed; a replay begins anew. */
  @ApiProperty({ enum: DELIVERY_STATES, example: 'pending' })
  state: DeliveryState;
  /** Failed attempts since it was made, or replayed. @example 1 */
  failures: number;
  /** The last thirty, oldest first. */
  @ApiProperty({ type: [AttemptDto] })
  attempts: readonly AttemptDto[];
  @ApiProperty({ type: Date, nullable: true })
  nextAttemptAt: Date | null;
  /** When the last attempt is made. */
  giveUpAt: Date;
  createdAt: Date;
  @ApiProperty({ type: Date, nullable: true, example: null })
  deliveredAt: Date | null;
  @ApiProperty({ type: Date, nullable: true, example: null })
  parkedAt: Date | null;
}

export class ListDeliveriesQuery {
  @ApiProperty({ enum: DELIVERY_STATES, required: false })
  @IsOptional()
  @IsIn(DELIVERY_STATES)
  state?: DeliveryState;

  @PageNumber()
  page?: number;

  @PageLimit()
  limit?: number;
}

/** A receiver as it is shown. @param now by the deployment's clock */
export const webhookDto = (endpoint: WebhookEndpoint, now: Date): WebhookDto =>
  shown(endpoint, now);

/** A receiver as it is shown once, with its secret. */
export const webhookWithSecretDto = (
  { endpoint, secret }: { readonly endpoint: WebhookEndpoint; readonly secret: string },
  now: Date,
): WebhookWithSecretDto => ({ ...shown(endpoint, now), secret });

function shown(endpoint: WebhookEndpoint, now: Date) {
  const { _id: id, url, description, events, isActive, disabledReason, secrets } = endpoint;
  const [present] = signingNow(secrets, now);
  return {
    id,
    url,
    description,
    events: [...events],
    isActive,
    disabledReason: disabledReason ?? null,
    secretMask: present?.mask ?? '',
    oldSecretUntil: oldSecretUntil(secrets, now),
    version: endpoint.version,
    createdAt: endpoint.createdAt,
    updatedAt: endpoint.updatedAt,
  };
}

/** A delivery as it is shown. */
export function deliveryDto(delivery: WebhookDelivery): DeliveryDto {
  const { _id: id, eventId, eventType, seq, callLogId, state, failures, attempts } = delivery;
  const { nextAttemptAt, giveUpAt, createdAt, deliveredAt, parkedAt } = delivery;
  return {
    id,
    eventId,
    eventType,
    seq,
    callLogId,
    state,
    failures,
    attempts,
    nextAttemptAt,
    giveUpAt,
    createdAt,
    deliveredAt,
    parkedAt,
  };
}
