import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  AgentIdsField,
  MayBeAbsent,
  Name,
  PageLimit,
  PageNumber,
} from '../agents/fields.decorator.js';
import { CALL_PRIORITIES, type CallPriority } from '../calls/outbound-call.types.js';
import {
  CAMPAIGN_MODES,
  CAMPAIGN_STATES,
  type Campaign,
  type CampaignInput,
  type CampaignMode,
  type CampaignState,
} from './campaign.types.js';
import type { AnswerHistory } from '../live-answers/dial-ahead.domain.js';
import { AbandonmentDto, abandonmentDto, LeadCountsDto } from './campaign-figures.dto.js';
import type { LeadCounts } from './campaigns.service.js';
import { OwnHoursDto } from '../scheduling/scheduled-calls.dto.js';

const MOST_AGENTS = 1000;
const LONGEST_DELAY = 604_800;

export class CampaignWindowDto extends OwnHoursDto {}

export class LeadRetryDto {
  /** Calls to a lead in all. @example 3 */
  @Max(20)
  @Min(1)
  @IsInt()
  attempts: number;

  /** Doubled with each further attempt. @example 3600 */
  @Max(LONGEST_DELAY)
  @Min(1)
  @IsInt()
  firstDelaySeconds: number;

  /** @example 86400 */
  @Max(LONGEST_DELAY)
  @Min(1)
  @IsInt()
  longestDelaySeconds: number;
}

export class RecyclingDto {
  /** @example "Call back later" */
  @Name(1, 100)
  disposition: string;

  /** @example 7200 */
  @Max(2_592_000)
  @Min(1)
  @IsInt()
  afterSeconds: number;
}

/** Only what is to change. */
export class ChangeCampaignDto {
  /** @example "Spring offer" */
  @MayBeAbsent()
  @Name(1, 100)
  name?: string;

  /**
   * `preview`: an agent looks at a lead first; `progressive`: whoever is free is called; `power`: more
   * leads are dialled than agents are free, as long as 3 % of the answered calls are abandoned at most.
   */
  @MayBeAbsent()
  @IsIn(CAMPAIGN_MODES)
  @ApiPropertyOptional({ enum: CAMPAIGN_MODES, default: 'progressive' })
  mode?: CampaignMode;

  /** Who calls. */
  @MayBeAbsent()
  @ArrayMaxSize(MOST_AGENTS)
  @ArrayUnique()
  @AgentIdsField()
  @ApiPropertyOptional({ type: [Number], example: [17, 18] })
  agentIds?: number[];

  /** Whose assigned agents call, too. */
  @IsOptional()
  @MaxLength(64)
  @IsString()
  @ApiPropertyOptional({ type: String, nullable: true })
  teamId?: string | null;

  /** Calls that are begun in a minute at most; null: as agents are free. @example 30 */
  @IsOptional()
  @Max(6000)
  @Min(1)
  @IsInt()
  @ApiPropertyOptional({ type: Number, nullable: true })
  callsPerMinute?: number | null;

  /**
   * Of `progressive`: the agent's phone rings once, and lead after lead is put through to it until it
   * hangs up or no lead is left. Needs the channel's flow (`appId`).
   */
  @MayBeAbsent()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, default: false })
  keepsAgentOnLine?: boolean;

  /** Of `power`: leads that are dialled for each free agent, at most. @example 1.5 */
  @MayBeAbsent()
  @Max(3)
  @Min(1)
  @IsNumber({ maxDecimalPlaces: 2 })
  @ApiPropertyOptional({ type: Number, default: 1.5 })
  linesPerAgent?: number;

  /** Beside the company's own window: both hold. Null: only that. */
  @IsOptional()
  @ValidateNested()
  @Type(() => CampaignWindowDto)
  @ApiPropertyOptional({ type: CampaignWindowDto, nullable: true })
  callingWindow?: CampaignWindowDto | null;

  /** When a lead that was not reached is called again. */
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => LeadRetryDto)
  @ApiPropertyOptional({ type: LeadRetryDto })
  retry?: LeadRetryDto;

  /** After which dispositions a lead is called again. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique((rule: RecyclingDto) => rule?.disposition)
  @ValidateNested({ each: true })
  @Type(() => RecyclingDto)
  @ApiPropertyOptional({ type: [RecyclingDto] })
  recycling?: RecyclingDto[];

  /** Calls of the company to one number in one of its days, at most. @example 3 */
  @MayBeAbsent()
  @Max(20)
  @Min(1)
  @IsInt()
  @ApiPropertyOptional({ type: Number, default: 3 })
  callsPerNumberPerDay?: number;

  @MayBeAbsent()
  @IsIn(CALL_PRIORITIES)
  @ApiPropertyOptional({ enum: CALL_PRIORITIES, default: 'medium' })
  priority?: CallPriority;

  /** How long an agent may look at a lead. @example 120 */
  @MayBeAbsent()
  @Max(3600)
  @Min(5)
  @IsInt()
  @ApiPropertyOptional({ type: Number, default: 120 })
  previewSeconds?: number;
}

export class NewCampaignDto extends ChangeCampaignDto {
  /** @example "Spring offer" */
  @Name(1, 100)
  declare name: string;
}

/** What a campaign is where nothing else is said. */
export const DEFAULTS: Omit<CampaignInput, 'name'> = {
  mode: 'progressive',
  agentIds: [],
  teamId: null,
  callsPerMinute: null,
  keepsAgentOnLine: false,
  linesPerAgent: 1.5,
  callingWindow: null,
  retry: { attempts: 3, firstDelaySeconds: 3600, longestDelaySeconds: 86_400 },
  recycling: [],
  callsPerNumberPerDay: 3,
  priority: 'medium',
  previewSeconds: 120,
};

export class ListCampaignsQuery {
  @PageNumber()
  @ApiPropertyOptional({ type: Number, default: 1 })
  page?: number;

  @PageLimit()
  @ApiPropertyOptional({ type: Number, default: 20 })
  limit?: number;

  @IsOptional()
  @IsIn(CAMPAIGN_STATES)
  @ApiPropertyOptional({ enum: CAMPAIGN_STATES })
  status?: CampaignState;
}

export class CampaignDto {
  id: string;
  /** @example "Spring offer" */
  name: string;
  @ApiProperty({ enum: CAMPAIGN_MODES })
  mode: CampaignMode;
  @ApiProperty({ enum: CAMPAIGN_STATES })
  status: CampaignState;
  @ApiProperty({ type: [Number], example: [17, 18] })
  agentIds: readonly number[];
  @ApiProperty({ type: String, nullable: true })
  teamId: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 30 })
  callsPerMinute: number | null;
  /** @example false */
  keepsAgentOnLine: boolean;
  /** @example 1.5 */
  linesPerAgent: number;
  @ApiProperty({ type: CampaignWindowDto, nullable: true })
  callingWindow: CampaignWindowDto | null;
  retry: LeadRetryDto;
  @ApiProperty({ type: [RecyclingDto] })
  recycling: readonly RecyclingDto[];
  /** @example 3 */
  callsPerNumberPerDay: number;
  @ApiProperty({ enum: CALL_PRIORITIES })
  priority: CallPriority;
  /** @example 120 */
  previewSeconds: number;
  /** @example 17 */
  createdBy: number;
  @ApiProperty({ type: Date, nullable: true })
  startedAt: Date | null;
  /** Send it back as `If-Match`. @example 2 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export class CampaignWithLeadsDto extends CampaignDto {
  leads: LeadCountsDto;
  abandonment: AbandonmentDto;
}

/** Campaigns of old have none of these. */
const NEWER = {
  linesPerAgent: DEFAULTS.linesPerAgent,
  keepsAgentOnLine: DEFAULTS.keepsAgentOnLine,
};

export function campaignDto(campaign: Campaign): CampaignDto {
  const { _id: id, clientId: _client, nextDialAt: _next, dials: _dials, ...rest } = campaign;
  const { callingWindow: window } = rest;
  return {
    id,
    ...NEWER,
    ...rest,
    callingWindow: window && { ...window, daysOfWeek: [...window.daysOfWeek] },
  };
}

export const campaignWithLeadsDto = (
  campaign: Campaign,
  leads: LeadCounts,
  history: AnswerHistory,
): CampaignWithLeadsDto =>
  Object.assign(campaignDto(campaign), {
    leads,
    abandonment: abandonmentDto(history),
  });
