import { ApiProperty } from '@nestjs/swagger';
import {
  ABANDONED_CAP_PERCENT,
  abandonedPercent,
  mayDialAhead,
  type AnswerHistory,
  type Answers,
} from '../live-answers/dial-ahead.domain.js';

export class LeadCountsDto {
  /** @example 1000 */
  total: number;
  /** @example 700 */
  waiting: number;
  /** @example 0 */
  previewing: number;
  /** @example 8 */
  dialing: number;
  /** @example 220 */
  reached: number;
  /** @example 60 */
  exhausted: number;
  /** @example 7 */
  refused: number;
  /** @example 5 */
  skipped: number;
}

/** Calls that people answered, in a span of time. */
export class AnswersDto {
  /** An agent talked with the person. @example 970 */
  connected: number;
  /** Nobody was free. @example 12 */
  abandoned: number;
  /** Abandoned ÷ answered; null: nobody answered. @example 1.22 */
  @ApiProperty({ type: Number, nullable: true })
  abandonedPercent: number | null;
}

export class AbandonmentDto {
  last24Hours: AnswersDto;
  last30Days: AnswersDto;
  /** Both spans keep to it. @example 3 */
  capPercent: number;
  /** Is there room for one person who hears nobody? If not, `power` dials agents first. */
  mayDialAhead: boolean;
}

const answersDto = (answers: Answers): AnswersDto => ({
  ...answers,
  abandonedPercent: abandonedPercent(answers),
});

export const abandonmentDto = (history: AnswerHistory): AbandonmentDto => ({
  last24Hours: answersDto(history.last24Hours),
  last30Days: answersDto(history.last30Days),
  capPercent: ABANDONED_CAP_PERCENT,
  mayDialAhead: mayDialAhead(history),
});
