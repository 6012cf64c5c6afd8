import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

export class EraseCallerDto {
  /** In any form that a call could have come with. @example +919812345678 */
  @MinLength(1)
  @MaxLength(40)
  @IsString()
  phoneNumber: string;
}

export class ErasedDto {
  /** Documents that named the caller, by collection; a repeat finds none. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { call_logs: 3, events: 21, provider_webhooks: 34 },
  })
  erased: Readonly<Record<string, number>>;

  /** All of them together. @example 58 */
  total: number;
}
