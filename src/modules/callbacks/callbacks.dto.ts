import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { CALLBACK_STATES, type CallbackState } from './callback.schema.js';
import type { PlacedCallback } from './callbacks.service.js';

export class ListCallbacksDto {
  @ApiProperty({ enum: CALLBACK_STATES, required: false })
  @IsOptional()
  @IsIn(CALLBACK_STATES)
  state?: CallbackState;

  /** @example 1 */
  @PageNumber()
  page?: number;

  /** At most 100. @example 20 */
  @PageLimit()
  limit?: number;
}

export class CallbackDto {
  /** The id of the call in which it was asked for. */
  id: string;
  callLogId: string;
  /** @example +919812345678 */
  phoneNumber: string;
  @ApiProperty({ type: String, nullable: true })
  teamId: string | null;
  /** @example billing */
  @ApiProperty({ type: String, nullable: true })
  sector: string | null;
  /** 0–10, more is sooner. @example 5 */
  priority: number;
  @ApiProperty({ enum: CALLBACK_STATES })
  state: CallbackState;
  /** Place in line, from 1; null when it is over. @example 2 */
  @ApiProperty({ type: Number, nullable: true })
  position: number | null;
  /** When the call came: its place in line is still that one. */
  arrivedAt: Date;
  requestedAt: Date;
  /** Times that it was dialled. @example 1 */
  attempts: number;
  /** Not before this; null: when its turn comes. */
  @ApiProperty({ type: Date, nullable: true })
  nextAttemptAt: Date | null;
  /** Who was taken for the last attempt. @example 7 */
  @ApiProperty({ type: Number, nullable: true })
  agentId: number | null;
  /** The call that was placed last. */
  @ApiProperty({ type: String, nullable: true })
  placedCallLogId: string | null;
  /** What the last attempt came to. @example no_answer */
  @ApiProperty({ type: String, nullable: true })
  lastResult: string | null;
  @ApiProperty({ type: Date, nullable: true })
  endedAt: Date | null;
}

export function toCallbackDto({ callback, position }: PlacedCallback): CallbackDto {
  const { _id, clientId: _tenant, placedCallId, placedAt: _at, version: _v, ...plain } = callback;
  return { id: _id, callLogId: _id, ...plain, placedCallLogId: placedCallId, position };
}
