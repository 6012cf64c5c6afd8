import { IsOptional, Matches } from 'class-validator';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_PROBLEM = { message: '$property must be a day such as 2026-01-31' };

/** The days that a question is about; `periodOf` says which where it names none. */
export class DayRangeQuery {
  /** First day in the company's time zone; six days before `to` unless given. @example 2026-01-01 */
  @IsOptional()
  @Matches(DAY, DAY_PROBLEM)
  from?: string;

  /** Last day, itself counted; today unless given. 400 days at most. @example 2026-01-31 */
  @IsOptional()
  @Matches(DAY, DAY_PROBLEM)
  to?: string;
}
