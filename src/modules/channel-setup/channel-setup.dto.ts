import { ApiProperty } from '@nestjs/swagger';

export class SetupStepDto {
  /** What of ours is asked. @example connect */
  kind: string;
  /** Exotel's name of the applet or the setting. @example Connect */
  applet: string;
  /** @example GET */
  method: string;
  /** To be copied as it is. @example https://calls.example.com/webhooks/exotel/…/connect */
  url: string;
  /** What to enter, and what comes after it. */
  enter: string;
  /** When Exotel called there last; null: never. */
  @ApiProperty({ type: Date, nullable: true, example: '2026-01-15T05:00:00.000Z' })
  lastSeenAt: Date | null;
}

export class VoiceSetupDto {
  /** @example https://calls.example.com/webhooks/exotel/… */
  webhookBaseUrl: string;
  /** In the order of the flow. */
  @ApiProperty({ type: [SetupStepDto] })
  steps: readonly SetupStepDto[];
}
