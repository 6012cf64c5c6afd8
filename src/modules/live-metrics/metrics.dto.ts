import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ONLINE_STATUSES, type OnlineStatus } from '../agents/agents.types.js';
import { PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { AgentStateDto } from '../heartbeat/heartbeat.dto.js';

export class LiveAgentsDto {
  /** Active agents. @example 40 */
  total: number;
  /** Would get a call now. @example 12 */
  ready: number;
  /** @example 14 */
  online: number;
  /** Also those in wrap-up and those with as many calls as they take. @example 20 */
  busy: number;
  /** @example 2 */
  away: number;
  /** @example 4 */
  offline: number;
}

export class ServiceLevelTargetDto {
  /** @example 0.8 */
  share: number;
  /** @example 20 */
  seconds: number;
}

export class LiveServiceLevelDto {
  /** This share of calls is to be answered within so many seconds. */
  target: ServiceLevelTargetDto;
  /**
   * Of the calls that came today = answered within the target ÷ (answered + abandoned after the
   * target), by the target of now. Null when there is nothing to divide by. @example 0.83
   */
  today: number | null;
  /** The same of the calls that came in the last 30 minutes. @example 0.9 */
  last30Minutes: number | null;
}

export class LiveTodayDto {
  /** In the company's time zone. @example 2026-01-15 */
  day: string;
  /** Offered = calls that came today, asked for an agent and have ended. @example 120 */
  offered: number;
  /** Answered = completed calls. @example 108 */
  answered: number;
  /** Abandoned = calls whose caller hung up before the answer. @example 9 */
  abandoned: number;
}

export class LiveMetricsDto {
  /** The moment of these figures, a second old at most. */
  asOf: Date;
  /** Callers in line. @example 3 */
  callsWaiting: number;
  /** How long the first in line has waited; 0 when nobody waits. @example 41 */
  longestWaitSeconds: number;
  /** Calls that an agent is being given. @example 2 */
  ringing: number;
  /** Calls with an agent. @example 18 */
  inTalk: number;
  agents: LiveAgentsDto;
  serviceLevel: LiveServiceLevelDto;
  today: LiveTodayDto;
}

export class LiveAgentsQuery {
  /** Only agents that are shown so. */
  @IsOptional()
  @IsIn(ONLINE_STATUSES)
  @ApiPropertyOptional({ enum: ONLINE_STATUSES })
  status?: OnlineStatus;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class LiveAgentDto extends AgentStateDto {
  /** @example "Priya Sharma" */
  fullName: string;
  /** @example Support */
  department: string;
}

export class LiveLineDto {
  /** @example 0198a3c2aaaa */
  teamId: string | null;
  /** @example loans */
  sector: string | null;
  /** @example 3 */
  waiting: number;
  /** @example 41 */
  longestWaitSeconds: number;
}

export class LiveRecentDto {
  /** Offered = calls that asked for an agent and have ended. @example 14 */
  offered: number;
  /** Answered = completed calls. @example 12 */
  answered: number;
  /** Abandoned = calls whose caller hung up before the answer. @example 2 */
  abandoned: number;
  /**
   * Service level = answered within the target ÷ (answered + abandoned after the target). @example 0.85
   */
  serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. @example 12.5 */
  asa: number | null;
  /** Abandon rate = abandoned ÷ offered. @example 0.14 */
  abandonRate: number | null;
}

export class LiveQueueDto {
  asOf: Date;
  /** Callers in line. @example 3 */
  waiting: number;
  /** How long the first in line has waited; 0 when nobody waits. @example 41 */
  longestWaitSeconds: number;
  /** Would get a call now. @example 12 */
  agentsReady: number;
  /** Of the calls that came in the last 30 minutes. */
  last30Minutes: LiveRecentDto;
  /** Each team and sector that somebody waits for. */
  @ApiProperty({ type: [LiveLineDto] })
  lines: readonly LiveLineDto[];
}

export class CacheHitsDto {
  /** @example agents-list */
  cache: string;
  /** On this node, since it started. @example 1200 */
  reads: number;
  /** @example 1100 */
  hits: number;
  /** Hits ÷ reads; null before the first read. @example 0.92 */
  hitRate: number | null;
}

export class PartDto {
  /** `degraded`: work goes on without it. */
  @ApiProperty({ enum: ['up', 'degraded', 'down'] })
  state: 'up' | 'degraded' | 'down';
  /** What is wrong, in plain words. */
  detail?: string;
}

export class AggregatorErrorDto {
  at: Date;
  /** The kind of the error; its text is in the log. @example MongoNetworkError */
  kind: string;
}

export class LastRecountDto {
  at: Date;
  /** Ended calls that were looked at. @example 1500 */
  calls: number;
  /** Calls that were still to be folded. @example 0 */
  pending: number;
  /** Sums that were not what the calls say. @example 0 */
  differences: number;
}

export class AggregatorHealthDto {
  @ApiProperty({ type: Date, nullable: true })
  lastRun: Date | null;
  /** The last run that had anything to fold. */
  @ApiProperty({ type: Date, nullable: true })
  lastFolded: Date | null;
  /** Every change of a call up to then is in the figures. */
  @ApiProperty({ type: Date, nullable: true })
  mark: Date | null;
  /** For how long the oldest changed call has waited to be folded; 0 when none waits. @example 12 */
  lagSeconds: number;
  /** Since the last run that succeeded. */
  @ApiProperty({ type: AggregatorErrorDto, nullable: true })
  lastError: AggregatorErrorDto | null;
  @ApiProperty({ type: LastRecountDto, nullable: true })
  lastRecount: LastRecountDto | null;
}

export class AnalyticsHealthDto {
  asOf: Date;
  aggregator: AggregatorHealthDto;
  @ApiProperty({ type: [CacheHitsDto] })
  caches: readonly CacheHitsDto[];
  eventStream: PartDto;
  database: PartDto;
  redis: PartDto;
}
