// Made from the OpenAPI document by dev/clients.ts: change that, not this.
import type {
  ActivityDto,
  AddDncDto,
  AddMemberDto,
  AgentDayDto,
  AgentDetailsDto,
  AgentDto,
  AgentOutlookDto,
  AgentPerformanceDto,
  AgentStateDto,
  AgentStatsDto,
  AgentStatusDto,
  AgentsBulkResultDto,
  AnalyticsHealthDto,
  AnomalyDto,
  ApiKeyDto,
  AssignAgentDto,
  AuditEntryDto,
  BatchDto,
  BulkCallsDto,
  BulkMembersDto,
  BulkReportDto,
  BulkResultDto,
  CallDto,
  CallEventDto,
  CallImportReportDto,
  CallbackDto,
  CampaignDto,
  CampaignWithLeadsDto,
  CanceledCallDto,
  ChangeAnomalyDto,
  ChangeCampaignDto,
  ChangePasswordDto,
  ChangeScheduleDto,
  ChangedEmailChannelDto,
  ChangedSmsChannelDto,
  ChangedVoiceChannelDto,
  ChangedWebchatChannelDto,
  ChangedWebhookDto,
  ChangedWhatsappChannelDto,
  ChannelStateDto,
  ChannelStatusDto,
  ChannelTokenDto,
  CreateAgentDto,
  CreateApiKeyDto,
  CreateProfileDto,
  CreateQualityScoreDto,
  CreateSatisfactionDto,
  CreateTeamDto,
  DashboardDto,
  DaySatisfactionDto,
  DecisionDto,
  DeliveryDto,
  DepartmentDto,
  DeviceStatsDto,
  DevicesDto,
  DncDto,
  DncImportDto,
  DoneDto,
  EmailChannelDto,
  EraseCallerDto,
  ErasedDto,
  EventDto,
  HeartbeatAnswerDto,
  HeartbeatDto,
  ImportReportDto,
  JobDto,
  LeadCallDto,
  LeadDto,
  LeadsReportDto,
  LiveAgentDto,
  LiveMetricsDto,
  LiveQueueDto,
  LoginDto,
  MemberWithFiguresDto,
  MoveInQueueDto,
  NewApiKeyDto,
  NewCampaignDto,
  NewEmailChannelDto,
  NewLeadsDto,
  NewReportScheduleDto,
  NewSmsChannelDto,
  NewVoiceChannelDto,
  NewWebchatChannelDto,
  NewWebhookDto,
  NewWhatsappChannelDto,
  OfferDto,
  OutboundStatsDto,
  OutcomeCountDto,
  PageMeta,
  PasswordResetDto,
  PeriodFiguresDto,
  PlaceCallDto,
  PlacedCallDto,
  PresenceOverviewDto,
  PreviewAnswerDto,
  PreviewDto,
  ProfileDto,
  QualityScoreDto,
  QualitySummaryDto,
  QuarterForecastDto,
  QuarterStaffingDto,
  QueueEntryDto,
  RatedAgentDto,
  RecommendDto,
  RecommendationsDto,
  RefreshDto,
  RefreshedDto,
  RemovedDto,
  ReplaceScorecardsDto,
  ReportActivityDto,
  ReportBodyDto,
  ReportDto,
  ReportScheduleDto,
  ReportWithMailDto,
  ResetPasswordDto,
  RevenueSummaryDto,
  RoutingHealthDto,
  SatisfactionDto,
  SatisfactionSummaryDto,
  ScheduleCallDto,
  ScheduledCallDto,
  ScorecardSetDto,
  ScoredForecastDto,
  SectorInUseDto,
  SectorPerformanceDto,
  SessionDto,
  SetDispositionDto,
  SignedInDto,
  SmsChannelDto,
  StatusDto,
  SubjectMoneyDto,
  SuggestionDto,
  TeamAssignmentDto,
  TeamDto,
  TeamMemberDto,
  TestResultDto,
  TimelinePointDto,
  TrendPointDto,
  UpdateAgentDto,
  UpdateAgentsDto,
  UpdateMemberDto,
  UpdateProfileDto,
  UpdateTeamDto,
  ValidateDevicesDto,
  VoiceChannelDto,
  VoiceSetupDto,
  WaitingDto,
  WebchatChannelDto,
  WebhookDto,
  WebhookWithSecretDto,
  WhatsappChannelDto,
} from './schemas.js';
import { Transport } from './transport.js';

/** Crosspoint's interface, one method for each operation; refusals throw a CrosspointError. */
export class Crosspoint extends Transport {
  /** Background work: when it last ran, how it went, what it did, and when it comes next. Jobs of scope `tenant` run for each company on its own and show this company's runs only. Work of scope `deployment` serves all companies together: whether it works is shown, its figures are not. */
  listJobs(): Promise<{
    readonly success: true;
    readonly data: readonly JobDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/admin/jobs', {}, 'json');
  }

  /** Runs a job now, for the caller's company alone. Answers how it went; a run that takes more than ten seconds goes on, and the list of jobs tells its end. Work that serves all companies together is nobody's to start: 403. */
  runJob(input: {
    readonly path: {
      readonly name: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: JobDto;
  }> {
    return this.request('POST', '/api/admin/jobs/{name}/run', input, 'json');
  }

  /** One agent of the company; the `ETag` is its version. */
  getAgent(input: {
    readonly path: {
      readonly id: number;
    };
  }): Promise<AgentDto> {
    return this.request('GET', '/api/agents/{id}', input, 'json');
  }

  /** Changes what is given: admins and API keys with `agents:write` everybody, others themselves. */
  updateAgent(input: {
    readonly path: {
      readonly id: number;
    };
    readonly body: UpdateAgentDto;
  }): Promise<AgentDto> {
    return this.request('PUT', '/api/agents/{id}', input, 'json');
  }

  /** Removes an agent: it is signed out everywhere and takes no more calls; live ones finish. */
  removeAgent(input: {
    readonly path: {
      readonly id: number;
    };
  }): Promise<RemovedDto> {
    return this.request('DELETE', '/api/agents/{id}', input, 'json');
  }

  /** Takes an agent on: active, offline, its counters at zero. */
  createAgent(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: CreateAgentDto;
  }): Promise<AgentDto> {
    return this.request('POST', '/api/agents', input, 'json');
  }

  /** Agents that match every filter, in pages. A status is a second old at the most. */
  listAgents(input?: {
    readonly query?: {
      readonly role?: 'admin' | 'cs' | 'viewer';
      readonly status?: 'active' | 'inactive';
      readonly onlineStatus?: 'online' | 'offline' | 'away' | 'busy';
      readonly performanceLevel?: 'high' | 'medium' | 'low';
      /** A field; with `-` before it, or with `order=desc`, from the top down. */
      readonly sort?: 'id' | '-id' | 'username' | '-username' | 'fullName' | '-fullName' | 'email' | '-email' | 'role' | '-role' | 'department' | '-department' | 'onlineStatus' | '-onlineStatus' | 'performanceLevel' | '-performanceLevel' | 'lastLoginAt' | '-lastLoginAt' | 'createdAt' | '-createdAt';
      readonly order?: 'asc' | 'desc';
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
      readonly department?: string;
      /** Words that are all part of the username, name, e-mail or department. */
      readonly search?: string;
    };
  }): Promise<{
    readonly data: readonly AgentDto[];
    readonly meta: PageMeta;
  }> {
    return this.request('GET', '/api/agents', input ?? {}, 'json');
  }

  /** Makes the same changes to many agents; one that cannot be changed holds up no other. */
  updateAgents(input: {
    readonly body: UpdateAgentsDto;
  }): Promise<AgentsBulkResultDto> {
    return this.request('PUT', '/api/agents/bulk', input, 'json');
  }

  /** Agents that a text is about, of those that match every filter. */
  searchAgents(input: {
    readonly query: {
      readonly role?: 'admin' | 'cs' | 'viewer';
      readonly status?: 'active' | 'inactive';
      readonly onlineStatus?: 'online' | 'offline' | 'away' | 'busy';
      readonly performanceLevel?: 'high' | 'medium' | 'low';
      /** A field; with `-` before it, or with `order=desc`, from the top down. */
      readonly sort?: 'id' | '-id' | 'username' | '-username' | 'fullName' | '-fullName' | 'email' | '-email' | 'role' | '-role' | 'department' | '-department' | 'onlineStatus' | '-onlineStatus' | 'performanceLevel' | '-performanceLevel' | 'lastLoginAt' | '-lastLoginAt' | 'createdAt' | '-createdAt';
      readonly order?: 'asc' | 'desc';
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
      readonly department?: string;
      /** Words that are all part of the username, name, e-mail or department. */
      readonly search?: string;
      /** Words or pieces of them that are all part of the username, name, e-mail or department. */
      readonly q: string;
    };
  }): Promise<{
    readonly data: readonly AgentDto[];
    readonly meta: PageMeta;
  }> {
    return this.request('GET', '/api/agents/search', input, 'json');
  }

  /** How many agents there are, in all and by status, role and department. */
  getAgentStats(): Promise<AgentStatsDto> {
    return this.request('GET', '/api/agents/stats', {}, 'json');
  }

  /** The departments that agents belong to, by name, with how many do. */
  listDepartments(input?: {
    readonly query?: {
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly data: readonly DepartmentDto[];
    readonly meta: PageMeta;
  }> {
    return this.request('GET', '/api/agents/departments', input ?? {}, 'json');
  }

  /** Makes an agent of each line of a CSV file; a line that is no good holds up no other. UTF-8, 64 MiB and 100,000 agents at the most. The first line names the columns: username, email, fullName, role, department, and if you like id (kept where it is free, and always as externalId), phone, avatar, isActive, kind, maxConcurrentCalls, externalId, password. An agent without a password gets one by e-mail, which is good for seven days; each must choose its own at the first sign-in. The report is sent line by line while the work goes on. */
  importAgents(input: {
    readonly query?: {
      /** `false`: no e-mail to the new agents. */
      readonly notify?: boolean;
    };
    readonly headers?: {
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: string | FormData;
  }): Promise<ImportReportDto> {
    return this.request('POST', '/api/agents/import', input, 'json');
  }

  /** The agents that match every filter as a CSV file, which can be imported again. */
  exportAgents(input?: {
    readonly query?: {
      readonly role?: 'admin' | 'cs' | 'viewer';
      readonly status?: 'active' | 'inactive';
      readonly onlineStatus?: 'online' | 'offline' | 'away' | 'busy';
      readonly performanceLevel?: 'high' | 'medium' | 'low';
      readonly department?: string;
      /** Words that are all part of the username, name, e-mail or department. */
      readonly search?: string;
    };
  }): Promise<string> {
    return this.request('GET', '/api/agents/export', input ?? {}, 'text');
  }

  /** Teams that match every filter, by name, with how many belong to each. */
  listTeams(input?: {
    readonly query?: {
      readonly sector?: string;
      readonly isActive?: boolean;
      /** Part of the name. */
      readonly search?: string;
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly TeamDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/teams', input ?? {}, 'json');
  }

  /** Makes a team. */
  createTeam(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: CreateTeamDto;
  }): Promise<{
    readonly success: true;
    readonly data: TeamDto;
  }> {
    return this.request('POST', '/api/teams', input, 'json');
  }

  /** One team; the `ETag` is its version. */
  getTeam(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: TeamDto;
  }> {
    return this.request('GET', '/api/teams/{id}', input, 'json');
  }

  /** Changes what is given; from the next call on, routing follows. */
  updateTeam(input: {
    readonly path: {
      readonly id: string;
    };
    readonly body: UpdateTeamDto;
  }): Promise<{
    readonly success: true;
    readonly data: TeamDto;
  }> {
    return this.request('PUT', '/api/teams/{id}', input, 'json');
  }

  /** Removes a team with its members and assignments. History stays; live calls finish. */
  deleteTeam(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: null;
  }> {
    return this.request('DELETE', '/api/teams/{id}', input, 'json');
  }

  /** Takes an agent into the team. */
  addTeamMember(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: AddMemberDto;
  }): Promise<{
    readonly success: true;
    readonly data: TeamMemberDto;
  }> {
    return this.request('POST', '/api/teams/{id}/members', input, 'json');
  }

  /** Who belongs to the team, with presence and today's figures, in the order of joining. */
  listTeamMembers(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly MemberWithFiguresDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/teams/{id}/members', input, 'json');
  }

  /** Adds, moves and removes many members in one call, in the given order. Each is a change of its own: what cannot be done is answered with its error (`AGENT_NOT_FOUND`, `MEMBER_EXISTS`, `MEMBER_NOT_FOUND`, `TEAM_NOT_FOUND` of a move) and holds up no other. A member that moves takes its assignments along. */
  changeTeamMembers(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: BulkMembersDto;
  }): Promise<{
    readonly success: true;
    readonly data: BulkResultDto;
  }> {
    return this.request('POST', '/api/teams/{id}/bulk', input, 'json');
  }

  /** Changes a member's role, or whether it is active. */
  updateTeamMember(input: {
    readonly path: {
      readonly id: string;
      readonly memberId: string;
    };
    readonly body: UpdateMemberDto;
  }): Promise<{
    readonly success: true;
    readonly data: TeamMemberDto;
  }> {
    return this.request('PUT', '/api/teams/{id}/members/{memberId}', input, 'json');
  }

  /** Takes a member out of the team and ends its assignments. */
  removeTeamMember(input: {
    readonly path: {
      readonly id: string;
      readonly memberId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: null;
  }> {
    return this.request('DELETE', '/api/teams/{id}/members/{memberId}', input, 'json');
  }

  /** Who takes the team's calls, highest priority first. */
  listTeamAgents(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly TeamAssignmentDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/teams/{id}/agents', input, 'json');
  }

  /** Lets an agent, or a bot for a member, take the team's calls. */
  assignTeamAgent(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: AssignAgentDto;
  }): Promise<{
    readonly success: true;
    readonly data: TeamAssignmentDto;
  }> {
    return this.request('POST', '/api/teams/{id}/agents', input, 'json');
  }

  /** No more calls of the team for this agent. */
  unassignTeamAgent(input: {
    readonly path: {
      readonly id: string;
      readonly assignmentId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: null;
  }> {
    return this.request('DELETE', '/api/teams/{id}/agents/{assignmentId}', input, 'json');
  }

  /** Routing profiles that match every filter, by sector. */
  listSectorAgents(input?: {
    readonly query?: {
      readonly agentId?: number;
      readonly sector?: string;
      readonly isActive?: boolean;
      /** Name of a capability that it has. */
      readonly capability?: string;
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly ProfileDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/sector-agents', input ?? {}, 'json');
  }

  /** Makes an agent known to a sector. */
  createSectorAgent(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: CreateProfileDto;
  }): Promise<{
    readonly success: true;
    readonly data: ProfileDto;
  }> {
    return this.request('POST', '/api/sector-agents', input, 'json');
  }

  /** One profile; the `ETag` is its version. */
  getSectorAgent(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: ProfileDto;
  }> {
    return this.request('GET', '/api/sector-agents/{id}', input, 'json');
  }

  /** Changes what is given; from the next call on, routing follows. */
  updateSectorAgent(input: {
    readonly path: {
      readonly id: string;
    };
    readonly body: UpdateProfileDto;
  }): Promise<{
    readonly success: true;
    readonly data: ProfileDto;
  }> {
    return this.request('PUT', '/api/sector-agents/{id}', input, 'json');
  }

  /** Removes a profile, unless its agent holds a call. */
  deleteSectorAgent(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: null;
  }> {
    return this.request('DELETE', '/api/sector-agents/{id}', input, 'json');
  }

  /** The company: name, time zone, business hours and what front ends show. The `ETag` is its version. */
  getCompany(input: {
    readonly path: {
      readonly clientId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: {
      /** As customers and agents read it. */
      readonly name: string;
      /** IANA name. Days, business hours and schedules are counted in it. */
      readonly timezone: string;
      /** BCP 47; how texts and numbers are shown. */
      readonly locale: string;
      /** What callers of the company want. Taken as a whole. */
      readonly sectors: readonly string[];
      /** When the company is open, by weekday and with holidays, by the clock of its time zone. Null: always. Taken as a whole. A window may not pass midnight: what does is two. */
      readonly businessHours: {
        /** Open in these windows; none: closed. */
        readonly monday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly tuesday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly wednesday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly thursday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly friday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly saturday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly sunday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Days with windows of their own in place of their weekday’s; none: closed. */
        readonly holidays?: readonly ({
          /** In the company’s time zone. */
          readonly date: string;
          /** What is celebrated. */
          readonly name?: string | null;
          /** Open in these windows; none: closed. */
          readonly windows?: readonly ({
            /** From this time of the clock on, itself counted. */
            readonly start: string;
            /** Up to this time, itself not counted; 24:00 is the end of the day. */
            readonly end: string;
          })[];
        })[];
      } | null;
      /** How the company is reached. */
      readonly contact: {
        /** Where customers write to. */
        readonly email: string | null;
        /** As customers dial it. */
        readonly phone: string | null;
        /** With http:// or https://. */
        readonly website: string | null;
        /** Of the post. */
        readonly address: string | null;
      };
      /** How front ends show the company. */
      readonly branding: {
        /** Of a picture. */
        readonly logoUrl: string | null;
        /** Six hexadecimal digits. */
        readonly primaryColor: string | null;
        /** Six hexadecimal digits. */
        readonly secondaryColor: string | null;
      };
      readonly clientId: string;
      /** Send it back as `If-Match`. */
      readonly version: number;
      readonly createdAt: string;
      readonly updatedAt: string;
    };
  }> {
    return this.request('GET', '/api/settings/company/{clientId}', input, 'json');
  }

  /** Changes the company: what is left out stays, null takes a field away, lists and the business hours are taken whole. In force on every node within two seconds. `version` in the body counts like `If-Match`. */
  updateCompany(input: {
    readonly path: {
      readonly clientId: string;
    };
    readonly body: {
      /** As customers and agents read it. */
      readonly name?: string;
      /** IANA name. Days, business hours and schedules are counted in it. */
      readonly timezone?: string;
      /** BCP 47; how texts and numbers are shown. */
      readonly locale?: string;
      /** What callers of the company want. Taken as a whole. */
      readonly sectors?: readonly string[];
      /** When the company is open, by weekday and with holidays, by the clock of its time zone. Null: always. Taken as a whole. A window may not pass midnight: what does is two. */
      readonly businessHours?: {
        /** Open in these windows; none: closed. */
        readonly monday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly tuesday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly wednesday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly thursday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly friday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly saturday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly sunday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Days with windows of their own in place of their weekday’s; none: closed. */
        readonly holidays?: readonly ({
          /** In the company’s time zone. */
          readonly date: string;
          /** What is celebrated. */
          readonly name?: string | null;
          /** Open in these windows; none: closed. */
          readonly windows?: readonly ({
            /** From this time of the clock on, itself counted. */
            readonly start: string;
            /** Up to this time, itself not counted; 24:00 is the end of the day. */
            readonly end: string;
          })[];
        })[];
      } | null;
      /** How the company is reached. */
      readonly contact?: {
        /** Where customers write to. */
        readonly email?: string | null;
        /** As customers dial it. */
        readonly phone?: string | null;
        /** With http:// or https://. */
        readonly website?: string | null;
        /** Of the post. */
        readonly address?: string | null;
      };
      /** How front ends show the company. */
      readonly branding?: {
        /** Of a picture. */
        readonly logoUrl?: string | null;
        /** Six hexadecimal digits. */
        readonly primaryColor?: string | null;
        /** Six hexadecimal digits. */
        readonly secondaryColor?: string | null;
      };
    };
  }): Promise<{
    readonly success: true;
    readonly data: {
      /** As customers and agents read it. */
      readonly name: string;
      /** IANA name. Days, business hours and schedules are counted in it. */
      readonly timezone: string;
      /** BCP 47; how texts and numbers are shown. */
      readonly locale: string;
      /** What callers of the company want. Taken as a whole. */
      readonly sectors: readonly string[];
      /** When the company is open, by weekday and with holidays, by the clock of its time zone. Null: always. Taken as a whole. A window may not pass midnight: what does is two. */
      readonly businessHours: {
        /** Open in these windows; none: closed. */
        readonly monday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly tuesday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly wednesday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly thursday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly friday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly saturday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Open in these windows; none: closed. */
        readonly sunday?: readonly ({
          /** From this time of the clock on, itself counted. */
          readonly start: string;
          /** Up to this time, itself not counted; 24:00 is the end of the day. */
          readonly end: string;
        })[];
        /** Days with windows of their own in place of their weekday’s; none: closed. */
        readonly holidays?: readonly ({
          /** In the company’s time zone. */
          readonly date: string;
          /** What is celebrated. */
          readonly name?: string | null;
          /** Open in these windows; none: closed. */
          readonly windows?: readonly ({
            /** From this time of the clock on, itself counted. */
            readonly start: string;
            /** Up to this time, itself not counted; 24:00 is the end of the day. */
            readonly end: string;
          })[];
        })[];
      } | null;
      /** How the company is reached. */
      readonly contact: {
        /** Where customers write to. */
        readonly email: string | null;
        /** As customers dial it. */
        readonly phone: string | null;
        /** With http:// or https://. */
        readonly website: string | null;
        /** Of the post. */
        readonly address: string | null;
      };
      /** How front ends show the company. */
      readonly branding: {
        /** Of a picture. */
        readonly logoUrl: string | null;
        /** Six hexadecimal digits. */
        readonly primaryColor: string | null;
        /** Six hexadecimal digits. */
        readonly secondaryColor: string | null;
      };
      readonly clientId: string;
      /** Send it back as `If-Match`. */
      readonly version: number;
      readonly createdAt: string;
      readonly updatedAt: string;
    };
  }> {
    return this.request('PUT', '/api/settings/company/{clientId}', input, 'json');
  }

  /** Every business rule as it is in force, defaults too. The `ETag` is their version. */
  getBusinessRules(): Promise<{
    readonly success: true;
    readonly data: {
      /** How agents are ranked for a call: points for each term. Not all may be 0. */
      readonly weights: {
        /** What the share of calls in which the agent succeeds counts; 0: nothing. */
        readonly successRate: number;
        /** What the priority of the agent’s profile counts; 0: nothing. */
        readonly priority: number;
        /** What having few calls at the moment counts; 0: nothing. */
        readonly load: number;
        /** What being quick counts; 0: nothing. */
        readonly handleTime: number;
        /** What each capability that is asked for and held counts; 0: nothing. */
        readonly capability: number;
      };
      /** `fixed`: each matching capability counts the same; `dynamic`: by the agent’s measured success in it. */
      readonly capabilityScoring: 'fixed' | 'dynamic';
      /** What level of the capabilities a call insists on. */
      readonly capabilityLevels: {
        /** An agent must have every capability that a call asks for at this level at least; 0: capabilities count in the ranking only. */
        readonly required: number;
        /** After each so many seconds of waiting a call asks for one level less. */
        readonly relaxSeconds: number;
      };
      /** Whether customers come back to the agent whom they know. */
      readonly lastAgent: {
        /** A customer’s last agent gets its next call, if it is ready. */
        readonly isPreferred: boolean;
        /** Only if they talked within so many days. */
        readonly withinDays: number;
      };
      /** The agent who gets a call when nobody fits; an agent of the company. Null: nobody. */
      readonly fallbackAgentId: number | string | null;
      /** The service-level target. A call is judged by the target in force when it came. */
      readonly serviceLevel: {
        /** Share of calls that shall be answered in time, 0.01 to 1. */
        readonly share: number;
        /** In time means within so many seconds. */
        readonly seconds: number;
      };
      /** The target for messages; `slaCompliance` of agents is measured by it. */
      readonly messageSla: {
        /** A message shall be answered within so many seconds. */
        readonly seconds: number;
      };
      /** Thresholds of `performanceLevel`; an agent that does not reach `medium` is low. */
      readonly performanceLevels: {
        /** What an agent must reach in the last 30 days to be high. */
        readonly high: {
          /** Percent of messages that were answered within the target. */
          readonly slaCompliance: number;
          /** Mean of the customers’ answers, 1 to 5. */
          readonly customerSatisfaction: number;
        };
        /** What an agent must reach in the last 30 days to be medium. */
        readonly medium: {
          /** Percent of messages that were answered within the target. */
          readonly slaCompliance: number;
          /** Mean of the customers’ answers, 1 to 5. */
          readonly customerSatisfaction: number;
        };
      };
      /** Seconds that an agent has for itself after a conversation. */
      readonly wrapUpSeconds: number;
      /** Seconds that an agent’s phone rings before the next agent is tried. Exotel rings 60 s at most. */
      readonly offerSeconds: number;
      /** Seconds that a call may wait before it overflows; longer than one piece of hold music. */
      readonly longestWaitSeconds: number;
      /** Where a call goes that waited longer than `longestWaitSeconds`: `{ "to": "team", "teamId" }`, `{ "to": "sector", "sector" }`, `{ "to": "number", "phoneNumber" }`, `{ "to": "voicemail" }` or `{ "to": "hang_up" }`. Taken as a whole. */
      readonly overflow: {
        readonly to: 'team';
        readonly teamId: string;
      } | {
        readonly to: 'sector';
        readonly sector: string;
      } | {
        readonly to: 'number';
        readonly phoneNumber: string;
      } | {
        readonly to: 'voicemail';
      } | {
        readonly to: 'hang_up';
      };
      /** Length of one piece of hold music in seconds. A waiting call asks again after each, so an agent who becomes free is connected after at most so long. */
      readonly holdPieceSeconds: number;
      /** A waiting call gains one step of priority (0 to 10) for so many seconds of waiting. */
      readonly ageingSeconds: number;
      /** What happens to calls outside the company’s business hours. */
      readonly closed: {
        /** What callers hear outside the business hours. */
        readonly message: string;
        /** What follows: the end, voicemail, an offer to call back, or the overflow’s team or sector. */
        readonly next: 'end' | 'voicemail' | 'callback' | 'overflow';
      };
      /** Callers who are turned away. Taken as a whole. */
      readonly blockedNumbers: readonly string[];
      /** When calls that we placed are tried again, for each reason. A wrong number never. */
      readonly retry: {
        /** When a call that we placed is tried again because nobody answered. */
        readonly no_answer: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
        /** When a call that we placed is tried again because the number was busy. */
        readonly busy: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
        /** When a call that we placed is tried again because a machine answered. */
        readonly voicemail: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
        /** When a call that we placed is tried again because the network failed. */
        readonly network_error: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
        /** When a call that we placed is tried again because Exotel's limit was reached. */
        readonly rate_limited: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
        /** When a call that we placed is tried again because Exotel was away. */
        readonly api_unavailable: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
      };
      /** What a call can have come to. Taken as a whole; also at `/api/settings/dispositions`. */
      readonly dispositions: readonly ({
        /** Unique in the company, whatever the case. */
        readonly name: string;
        /** Does a call that came to this count as a success? */
        readonly isSuccess: boolean;
        /** What it is worth, in the currency of the rules. */
        readonly value: number;
      })[];
      /** When bulk calls, campaigns and retries may ring. It may not pass midnight. */
      readonly callingWindow: {
        /** Local time of the called number. */
        readonly start: string;
        /** After the start; 24:00 is the end of the day. */
        readonly end: string;
        /** 1 is Monday, 7 is Sunday. */
        readonly daysOfWeek: readonly number[];
      };
      /** Caps of calls at once. */
      readonly concurrentCalls: {
        /** Calls that we placed and that are live, at most. */
        readonly outbound: number;
        /** The same for one campaign; at most `outbound`. */
        readonly perCampaign: number;
      };
      /** Milliseconds between two calls of a bulk; 0: as fast as the account allows. */
      readonly bulkPauseMs: number;
      /** Calls to one number in one of the company’s days, at most: then bulk calls and retries wait for the next day. A call that somebody places counts, and is not held back. */
      readonly callsPerNumberPerDay: number;
      /** What an hour of an agent costs, in `currency`. Null: unknown, costs stay null. */
      readonly agentCostPerHour: number | null;
      /** ISO 4217, of all costs, values and revenues. */
      readonly currency: string;
      /** Seconds between two runs that fold finished calls into the figures. */
      readonly aggregationSeconds: number;
      /** Share of the hours in which all is as expected that may be raised as anomalies all the same, for each figure and sector. */
      readonly anomalyFalseAlarmRate: number;
      /** Seconds between the heartbeats of an agent’s app; three missing ones make it offline. */
      readonly heartbeatSeconds: number;
      /** How long things are kept. */
      readonly retentionDays: {
        /** Days that raw webhooks are kept. May only be shortened. */
        readonly webhooks: number;
        /** Days that events are kept. May only be shortened. */
        readonly events: number;
        /** Days that routing decisions are kept. May only be shortened. */
        readonly decisions: number;
        /** Days that activities are kept. May only be shortened. */
        readonly activities: number;
        /** Days that calls are kept. May only be shortened. */
        readonly calls: number;
        /** Days that sessions are kept. May only be shortened. */
        readonly sessions: number;
        /** Days that audit entries are kept. May only be shortened. */
        readonly audit: number;
      };
      /** What is switched on; the defaults are those of the deployment. */
      readonly features: {
        /** A ready agent must send heartbeats. */
        readonly agentHeartbeat: boolean;
        /** A ready agent must have a connected device. */
        readonly deviceConnectivity: boolean;
        /** Readiness decides who is a candidate; off: the status alone. */
        readonly enhancedDiscovery: boolean;
        /** Nobody ready: the best by status alone gets the call. */
        readonly discoveryFallback: boolean;
        /** Calls wait when nobody is ready; off: overflow or end. */
        readonly queueHolding: boolean;
        /** Whole routing decisions in the log. */
        readonly inboundCallDebug: boolean;
      };
      /** Send it back as `If-Match`. */
      readonly version: number;
      /** Null: never changed. */
      readonly updatedAt: string | null;
    };
  }> {
    return this.request('GET', '/api/settings/business-rules', {}, 'json');
  }

  /** Changes business rules. A rule that is left out stays as it is, null sets it back to its default; a set such as `weights` is gone through field by field, a list or `overflow` is taken whole. The result is checked as a whole, and refused as a whole. In force on every node within two seconds. `version` in the body counts like `If-Match`; without either the last writer wins. */
  updateBusinessRules(input: {
    readonly body: {
      /** How agents are ranked for a call: points for each term. Not all may be 0. */
      readonly weights?: {
        /** What the share of calls in which the agent succeeds counts; 0: nothing. */
        readonly successRate?: number;
        /** What the priority of the agent’s profile counts; 0: nothing. */
        readonly priority?: number;
        /** What having few calls at the moment counts; 0: nothing. */
        readonly load?: number;
        /** What being quick counts; 0: nothing. */
        readonly handleTime?: number;
        /** What each capability that is asked for and held counts; 0: nothing. */
        readonly capability?: number;
      };
      /** `fixed`: each matching capability counts the same; `dynamic`: by the agent’s measured success in it. */
      readonly capabilityScoring?: 'fixed' | 'dynamic';
      /** What level of the capabilities a call insists on. */
      readonly capabilityLevels?: {
        /** An agent must have every capability that a call asks for at this level at least; 0: capabilities count in the ranking only. */
        readonly required?: number;
        /** After each so many seconds of waiting a call asks for one level less. */
        readonly relaxSeconds?: number;
      };
      /** Whether customers come back to the agent whom they know. */
      readonly lastAgent?: {
        /** A customer’s last agent gets its next call, if it is ready. */
        readonly isPreferred?: boolean;
        /** Only if they talked within so many days. */
        readonly withinDays?: number;
      };
      /** The agent who gets a call when nobody fits; an agent of the company. Null: nobody. */
      readonly fallbackAgentId?: number | string | null;
      /** The service-level target. A call is judged by the target in force when it came. */
      readonly serviceLevel?: {
        /** Share of calls that shall be answered in time, 0.01 to 1. */
        readonly share?: number;
        /** In time means within so many seconds. */
        readonly seconds?: number;
      };
      /** The target for messages; `slaCompliance` of agents is measured by it. */
      readonly messageSla?: {
        /** A message shall be answered within so many seconds. */
        readonly seconds?: number;
      };
      /** Thresholds of `performanceLevel`; an agent that does not reach `medium` is low. */
      readonly performanceLevels?: {
        /** What an agent must reach in the last 30 days to be high. */
        readonly high?: {
          /** Percent of messages that were answered within the target. */
          readonly slaCompliance?: number;
          /** Mean of the customers’ answers, 1 to 5. */
          readonly customerSatisfaction?: number;
        };
        /** What an agent must reach in the last 30 days to be medium. */
        readonly medium?: {
          /** Percent of messages that were answered within the target. */
          readonly slaCompliance?: number;
          /** Mean of the customers’ answers, 1 to 5. */
          readonly customerSatisfaction?: number;
        };
      };
      /** Seconds that an agent has for itself after a conversation. */
      readonly wrapUpSeconds?: number;
      /** Seconds that an agent’s phone rings before the next agent is tried. Exotel rings 60 s at most. */
      readonly offerSeconds?: number;
      /** Seconds that a call may wait before it overflows; longer than one piece of hold music. */
      readonly longestWaitSeconds?: number;
      /** Where a call goes that waited longer than `longestWaitSeconds`: `{ "to": "team", "teamId" }`, `{ "to": "sector", "sector" }`, `{ "to": "number", "phoneNumber" }`, `{ "to": "voicemail" }` or `{ "to": "hang_up" }`. Taken as a whole. */
      readonly overflow?: {
        readonly to: 'team';
        readonly teamId: string;
      } | {
        readonly to: 'sector';
        readonly sector: string;
      } | {
        readonly to: 'number';
        readonly phoneNumber: string;
      } | {
        readonly to: 'voicemail';
      } | {
        readonly to: 'hang_up';
      };
      /** Length of one piece of hold music in seconds. A waiting call asks again after each, so an agent who becomes free is connected after at most so long. */
      readonly holdPieceSeconds?: number;
      /** A waiting call gains one step of priority (0 to 10) for so many seconds of waiting. */
      readonly ageingSeconds?: number;
      /** What happens to calls outside the company’s business hours. */
      readonly closed?: {
        /** What callers hear outside the business hours. */
        readonly message?: string;
        /** What follows: the end, voicemail, an offer to call back, or the overflow’s team or sector. */
        readonly next?: 'end' | 'voicemail' | 'callback' | 'overflow';
      };
      /** Callers who are turned away. Taken as a whole. */
      readonly blockedNumbers?: readonly string[];
      /** When calls that we placed are tried again, for each reason. A wrong number never. */
      readonly retry?: {
        /** When a call that we placed is tried again because nobody answered. */
        readonly no_answer?: {
          /** How often it is tried again; 0: never. */
          readonly attempts?: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds?: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds?: number;
        };
        /** When a call that we placed is tried again because the number was busy. */
        readonly busy?: {
          /** How often it is tried again; 0: never. */
          readonly attempts?: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds?: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds?: number;
        };
        /** When a call that we placed is tried again because a machine answered. */
        readonly voicemail?: {
          /** How often it is tried again; 0: never. */
          readonly attempts?: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds?: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds?: number;
        };
        /** When a call that we placed is tried again because the network failed. */
        readonly network_error?: {
          /** How often it is tried again; 0: never. */
          readonly attempts?: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds?: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds?: number;
        };
        /** When a call that we placed is tried again because Exotel's limit was reached. */
        readonly rate_limited?: {
          /** How often it is tried again; 0: never. */
          readonly attempts?: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds?: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds?: number;
        };
        /** When a call that we placed is tried again because Exotel was away. */
        readonly api_unavailable?: {
          /** How often it is tried again; 0: never. */
          readonly attempts?: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds?: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds?: number;
        };
      };
      /** What a call can have come to. Taken as a whole; also at `/api/settings/dispositions`. */
      readonly dispositions?: readonly ({
        /** Unique in the company, whatever the case. */
        readonly name: string;
        /** Does a call that came to this count as a success? */
        readonly isSuccess: boolean;
        /** What it is worth, in the currency of the rules. */
        readonly value: number;
      })[];
      /** When bulk calls, campaigns and retries may ring. It may not pass midnight. */
      readonly callingWindow?: {
        /** Local time of the called number. */
        readonly start?: string;
        /** After the start; 24:00 is the end of the day. */
        readonly end?: string;
        /** 1 is Monday, 7 is Sunday. */
        readonly daysOfWeek?: readonly number[];
      };
      /** Caps of calls at once. */
      readonly concurrentCalls?: {
        /** Calls that we placed and that are live, at most. */
        readonly outbound?: number;
        /** The same for one campaign; at most `outbound`. */
        readonly perCampaign?: number;
      };
      /** Milliseconds between two calls of a bulk; 0: as fast as the account allows. */
      readonly bulkPauseMs?: number;
      /** Calls to one number in one of the company’s days, at most: then bulk calls and retries wait for the next day. A call that somebody places counts, and is not held back. */
      readonly callsPerNumberPerDay?: number;
      /** What an hour of an agent costs, in `currency`. Null: unknown, costs stay null. */
      readonly agentCostPerHour?: number | null;
      /** ISO 4217, of all costs, values and revenues. */
      readonly currency?: string;
      /** Seconds between two runs that fold finished calls into the figures. */
      readonly aggregationSeconds?: number;
      /** Share of the hours in which all is as expected that may be raised as anomalies all the same, for each figure and sector. */
      readonly anomalyFalseAlarmRate?: number;
      /** Seconds between the heartbeats of an agent’s app; three missing ones make it offline. */
      readonly heartbeatSeconds?: number;
      /** How long things are kept. */
      readonly retentionDays?: {
        /** Days that raw webhooks are kept. May only be shortened. */
        readonly webhooks?: number;
        /** Days that events are kept. May only be shortened. */
        readonly events?: number;
        /** Days that routing decisions are kept. May only be shortened. */
        readonly decisions?: number;
        /** Days that activities are kept. May only be shortened. */
        readonly activities?: number;
        /** Days that calls are kept. May only be shortened. */
        readonly calls?: number;
        /** Days that sessions are kept. May only be shortened. */
        readonly sessions?: number;
        /** Days that audit entries are kept. May only be shortened. */
        readonly audit?: number;
      };
      /** What is switched on; the defaults are those of the deployment. */
      readonly features?: {
        /** A ready agent must send heartbeats. */
        readonly agentHeartbeat?: boolean;
        /** A ready agent must have a connected device. */
        readonly deviceConnectivity?: boolean;
        /** Readiness decides who is a candidate; off: the status alone. */
        readonly enhancedDiscovery?: boolean;
        /** Nobody ready: the best by status alone gets the call. */
        readonly discoveryFallback?: boolean;
        /** Calls wait when nobody is ready; off: overflow or end. */
        readonly queueHolding?: boolean;
        /** Whole routing decisions in the log. */
        readonly inboundCallDebug?: boolean;
      };
    };
  }): Promise<{
    readonly success: true;
    readonly data: {
      /** How agents are ranked for a call: points for each term. Not all may be 0. */
      readonly weights: {
        /** What the share of calls in which the agent succeeds counts; 0: nothing. */
        readonly successRate: number;
        /** What the priority of the agent’s profile counts; 0: nothing. */
        readonly priority: number;
        /** What having few calls at the moment counts; 0: nothing. */
        readonly load: number;
        /** What being quick counts; 0: nothing. */
        readonly handleTime: number;
        /** What each capability that is asked for and held counts; 0: nothing. */
        readonly capability: number;
      };
      /** `fixed`: each matching capability counts the same; `dynamic`: by the agent’s measured success in it. */
      readonly capabilityScoring: 'fixed' | 'dynamic';
      /** What level of the capabilities a call insists on. */
      readonly capabilityLevels: {
        /** An agent must have every capability that a call asks for at this level at least; 0: capabilities count in the ranking only. */
        readonly required: number;
        /** After each so many seconds of waiting a call asks for one level less. */
        readonly relaxSeconds: number;
      };
      /** Whether customers come back to the agent whom they know. */
      readonly lastAgent: {
        /** A customer’s last agent gets its next call, if it is ready. */
        readonly isPreferred: boolean;
        /** Only if they talked within so many days. */
        readonly withinDays: number;
      };
      /** The agent who gets a call when nobody fits; an agent of the company. Null: nobody. */
      readonly fallbackAgentId: number | string | null;
      /** The service-level target. A call is judged by the target in force when it came. */
      readonly serviceLevel: {
        /** Share of calls that shall be answered in time, 0.01 to 1. */
        readonly share: number;
        /** In time means within so many seconds. */
        readonly seconds: number;
      };
      /** The target for messages; `slaCompliance` of agents is measured by it. */
      readonly messageSla: {
        /** A message shall be answered within so many seconds. */
        readonly seconds: number;
      };
      /** Thresholds of `performanceLevel`; an agent that does not reach `medium` is low. */
      readonly performanceLevels: {
        /** What an agent must reach in the last 30 days to be high. */
        readonly high: {
          /** Percent of messages that were answered within the target. */
          readonly slaCompliance: number;
          /** Mean of the customers’ answers, 1 to 5. */
          readonly customerSatisfaction: number;
        };
        /** What an agent must reach in the last 30 days to be medium. */
        readonly medium: {
          /** Percent of messages that were answered within the target. */
          readonly slaCompliance: number;
          /** Mean of the customers’ answers, 1 to 5. */
          readonly customerSatisfaction: number;
        };
      };
      /** Seconds that an agent has for itself after a conversation. */
      readonly wrapUpSeconds: number;
      /** Seconds that an agent’s phone rings before the next agent is tried. Exotel rings 60 s at most. */
      readonly offerSeconds: number;
      /** Seconds that a call may wait before it overflows; longer than one piece of hold music. */
      readonly longestWaitSeconds: number;
      /** Where a call goes that waited longer than `longestWaitSeconds`: `{ "to": "team", "teamId" }`, `{ "to": "sector", "sector" }`, `{ "to": "number", "phoneNumber" }`, `{ "to": "voicemail" }` or `{ "to": "hang_up" }`. Taken as a whole. */
      readonly overflow: {
        readonly to: 'team';
        readonly teamId: string;
      } | {
        readonly to: 'sector';
        readonly sector: string;
      } | {
        readonly to: 'number';
        readonly phoneNumber: string;
      } | {
        readonly to: 'voicemail';
      } | {
        readonly to: 'hang_up';
      };
      /** Length of one piece of hold music in seconds. A waiting call asks again after each, so an agent who becomes free is connected after at most so long. */
      readonly holdPieceSeconds: number;
      /** A waiting call gains one step of priority (0 to 10) for so many seconds of waiting. */
      readonly ageingSeconds: number;
      /** What happens to calls outside the company’s business hours. */
      readonly closed: {
        /** What callers hear outside the business hours. */
        readonly message: string;
        /** What follows: the end, voicemail, an offer to call back, or the overflow’s team or sector. */
        readonly next: 'end' | 'voicemail' | 'callback' | 'overflow';
      };
      /** Callers who are turned away. Taken as a whole. */
      readonly blockedNumbers: readonly string[];
      /** When calls that we placed are tried again, for each reason. A wrong number never. */
      readonly retry: {
        /** When a call that we placed is tried again because nobody answered. */
        readonly no_answer: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
        /** When a call that we placed is tried again because the number was busy. */
        readonly busy: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
        /** When a call that we placed is tried again because a machine answered. */
        readonly voicemail: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
        /** When a call that we placed is tried again because the network failed. */
        readonly network_error: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
        /** When a call that we placed is tried again because Exotel's limit was reached. */
        readonly rate_limited: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
        /** When a call that we placed is tried again because Exotel was away. */
        readonly api_unavailable: {
          /** How often it is tried again; 0: never. */
          readonly attempts: number;
          /** Seconds before the first repeat; each further pause is twice as long, with some jitter. */
          readonly firstDelaySeconds: number;
          /** No pause is longer, in seconds; at least the first one. */
          readonly longestDelaySeconds: number;
        };
      };
      /** What a call can have come to. Taken as a whole; also at `/api/settings/dispositions`. */
      readonly dispositions: readonly ({
        /** Unique in the company, whatever the case. */
        readonly name: string;
        /** Does a call that came to this count as a success? */
        readonly isSuccess: boolean;
        /** What it is worth, in the currency of the rules. */
        readonly value: number;
      })[];
      /** When bulk calls, campaigns and retries may ring. It may not pass midnight. */
      readonly callingWindow: {
        /** Local time of the called number. */
        readonly start: string;
        /** After the start; 24:00 is the end of the day. */
        readonly end: string;
        /** 1 is Monday, 7 is Sunday. */
        readonly daysOfWeek: readonly number[];
      };
      /** Caps of calls at once. */
      readonly concurrentCalls: {
        /** Calls that we placed and that are live, at most. */
        readonly outbound: number;
        /** The same for one campaign; at most `outbound`. */
        readonly perCampaign: number;
      };
      /** Milliseconds between two calls of a bulk; 0: as fast as the account allows. */
      readonly bulkPauseMs: number;
      /** Calls to one number in one of the company’s days, at most: then bulk calls and retries wait for the next day. A call that somebody places counts, and is not held back. */
      readonly callsPerNumberPerDay: number;
      /** What an hour of an agent costs, in `currency`. Null: unknown, costs stay null. */
      readonly agentCostPerHour: number | null;
      /** ISO 4217, of all costs, values and revenues. */
      readonly currency: string;
      /** Seconds between two runs that fold finished calls into the figures. */
      readonly aggregationSeconds: number;
      /** Share of the hours in which all is as expected that may be raised as anomalies all the same, for each figure and sector. */
      readonly anomalyFalseAlarmRate: number;
      /** Seconds between the heartbeats of an agent’s app; three missing ones make it offline. */
      readonly heartbeatSeconds: number;
      /** How long things are kept. */
      readonly retentionDays: {
        /** Days that raw webhooks are kept. May only be shortened. */
        readonly webhooks: number;
        /** Days that events are kept. May only be shortened. */
        readonly events: number;
        /** Days that routing decisions are kept. May only be shortened. */
        readonly decisions: number;
        /** Days that activities are kept. May only be shortened. */
        readonly activities: number;
        /** Days that calls are kept. May only be shortened. */
        readonly calls: number;
        /** Days that sessions are kept. May only be shortened. */
        readonly sessions: number;
        /** Days that audit entries are kept. May only be shortened. */
        readonly audit: number;
      };
      /** What is switched on; the defaults are those of the deployment. */
      readonly features: {
        /** A ready agent must send heartbeats. */
        readonly agentHeartbeat: boolean;
        /** A ready agent must have a connected device. */
        readonly deviceConnectivity: boolean;
        /** Readiness decides who is a candidate; off: the status alone. */
        readonly enhancedDiscovery: boolean;
        /** Nobody ready: the best by status alone gets the call. */
        readonly discoveryFallback: boolean;
        /** Calls wait when nobody is ready; off: overflow or end. */
        readonly queueHolding: boolean;
        /** Whole routing decisions in the log. */
        readonly inboundCallDebug: boolean;
      };
      /** Send it back as `If-Match`. */
      readonly version: number;
      /** Null: never changed. */
      readonly updatedAt: string | null;
    };
  }> {
    return this.request('PUT', '/api/settings/business-rules', input, 'json');
  }

  /** What a call of the company can have come to. The `ETag` is the version of the rules. */
  getDispositions(): Promise<{
    readonly success: true;
    readonly data: readonly ({
      /** Unique in the company, whatever the case. */
      readonly name: string;
      /** Does a call that came to this count as a success? */
      readonly isSuccess: boolean;
      /** What it is worth, in the currency of the rules. */
      readonly value: number;
    })[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/settings/dispositions', {}, 'json');
  }

  /** Replaces the whole list: the body is the list, alone or as `dispositions`. Calls that came to one that is gone keep it. */
  updateDispositions(input: {
    readonly body: {
      readonly dispositions: readonly ({
        /** Unique in the company, whatever the case. */
        readonly name: string;
        /** Does a call that came to this count as a success? */
        readonly isSuccess: boolean;
        /** What it is worth, in the currency of the rules. */
        readonly value: number;
      })[];
    } | readonly ({
      /** Unique in the company, whatever the case. */
      readonly name: string;
      /** Does a call that came to this count as a success? */
      readonly isSuccess: boolean;
      /** What it is worth, in the currency of the rules. */
      readonly value: number;
    })[];
  }): Promise<{
    readonly success: true;
    readonly data: readonly ({
      /** Unique in the company, whatever the case. */
      readonly name: string;
      /** Does a call that came to this count as a success? */
      readonly isSuccess: boolean;
      /** What it is worth, in the currency of the rules. */
      readonly value: number;
    })[];
    readonly count?: number;
  }> {
    return this.request('PUT', '/api/settings/dispositions', input, 'json');
  }

  /** Every sector that the company lists, an agent has a profile in, or a team serves; by name. */
  listSectors(): Promise<{
    readonly success: true;
    readonly data: readonly SectorInUseDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/settings/sectors', {}, 'json');
  }

  /** Who changed which setting, when and from where, with each field before and after; newest first. */
  listSettingsAudit(input?: {
    readonly query?: {
      /** Who made the change: the id of an agent, or of an API key. */
      readonly actor?: string;
      /** `company`, `business_rules`, `dispositions`, `channels` … */
      readonly section?: string;
      /** From this day of the company, or this time, on. */
      readonly from?: string;
      /** Up to this day of the company, itself counted, or up to this time. */
      readonly to?: string;
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly AuditEntryDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/settings/audit', input ?? {}, 'json');
  }

  /** Signs in by username or e-mail address. Five failures lock the account for 15 minutes. A first password that was e-mailed, or that an admin set, is good for seven days (403 `PASSWORD_EXPIRED` after that). */
  login(input: {
    readonly body: LoginDto;
  }): Promise<SignedInDto> {
    return this.request('POST', '/api/auth/login', input, 'json');
  }

  /** Exchanges a refresh token. One that was used before ends its session. */
  refresh(input: {
    readonly body: RefreshDto;
  }): Promise<SignedInDto> {
    return this.request('POST', '/api/auth/refresh', input, 'json');
  }

  /** Ends this session at once, on every node. */
  logout(): Promise<DoneDto> {
    return this.request('POST', '/api/auth/logout', {}, 'json');
  }

  /** The signed-in agent. */
  getMe(): Promise<AgentDto> {
    return this.request('GET', '/api/auth/me', {}, 'json');
  }

  /** Sets a new password; every other session of the agent ends. */
  changePassword(input: {
    readonly body: ChangePasswordDto;
  }): Promise<DoneDto> {
    return this.request('POST', '/api/auth/change-password', input, 'json');
  }

  /** The caller's live sessions, the one used last first. */
  listSessions(input?: {
    readonly query?: {
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly data: readonly SessionDto[];
    readonly meta: PageMeta;
  }> {
    return this.request('GET', '/api/auth/sessions', input ?? {}, 'json');
  }

  /** Ends one of the caller's sessions. */
  endSession(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<DoneDto> {
    return this.request('DELETE', '/api/auth/sessions/{id}', input, 'json');
  }

  /** Sets a temporary password, which must be changed first; every session of the agent ends. It is good for seven days. */
  resetAgentPassword(input: {
    readonly path: {
      readonly id: number;
    };
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: ResetPasswordDto;
  }): Promise<PasswordResetDto> {
    return this.request('POST', '/api/agents/{id}/reset-password', input, 'json');
  }

  /** Opens a sign-in that failures have locked. One that is open stays so. */
  unlockAgent(input: {
    readonly path: {
      readonly id: number;
    };
  }): Promise<DoneDto> {
    return this.request('POST', '/api/agents/{id}/unlock', input, 'json');
  }

  /** Makes a key for a program. The whole key is in this answer, and never shown again. */
  createApiKey(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: CreateApiKeyDto;
  }): Promise<{
    readonly success: true;
    readonly data: NewApiKeyDto;
  }> {
    return this.request('POST', '/api/api-keys', input, 'json');
  }

  /** The company's keys that were not revoked, newest first. */
  listApiKeys(input?: {
    readonly query?: {
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly ApiKeyDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/api-keys', input ?? {}, 'json');
  }

  /** Revokes a key: from now on it opens nothing, on any node. */
  revokeApiKey(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: null;
  }> {
    return this.request('DELETE', '/api/api-keys/{id}', input, 'json');
  }

  /** The company's channels. */
  listChannels(): Promise<{
    readonly success: true;
    readonly data: readonly (VoiceChannelDto | SmsChannelDto | WhatsappChannelDto | EmailChannelDto | WebchatChannelDto)[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/channels', {}, 'json');
  }

  /** Connects a channel; answers with the token of its webhook addresses. */
  createChannel(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: NewVoiceChannelDto | NewSmsChannelDto | NewWhatsappChannelDto | NewEmailChannelDto | NewWebchatChannelDto;
  }): Promise<{
    readonly success: true;
    readonly data: VoiceChannelDto | SmsChannelDto | WhatsappChannelDto | EmailChannelDto | WebchatChannelDto & ChannelTokenDto;
  }> {
    return this.request('POST', '/api/channels', input, 'json');
  }

  /** Every channel type with its state, in a fixed order. */
  listChannelStates(): Promise<{
    readonly success: true;
    readonly data: readonly ChannelStateDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/settings/channels', {}, 'json');
  }

  /** One channel with its webhook token. The `ETag` is its version. */
  getChannel(input: {
    readonly path: {
      readonly type: 'voice' | 'sms' | 'whatsapp' | 'email' | 'webchat';
    };
  }): Promise<{
    readonly success: true;
    readonly data: VoiceChannelDto | SmsChannelDto | WhatsappChannelDto | EmailChannelDto | WebchatChannelDto & ChannelTokenDto;
  }> {
    return this.request('GET', '/api/channels/{type}', input, 'json');
  }

  /** Changes what is sent; a credential sent back as it was shown is unchanged. */
  updateChannel(input: {
    readonly path: {
      readonly type: 'voice' | 'sms' | 'whatsapp' | 'email' | 'webchat';
    };
    readonly headers?: {
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
    readonly body: ChangedVoiceChannelDto | ChangedSmsChannelDto | ChangedWhatsappChannelDto | ChangedEmailChannelDto | ChangedWebchatChannelDto;
  }): Promise<{
    readonly success: true;
    readonly data: VoiceChannelDto | SmsChannelDto | WhatsappChannelDto | EmailChannelDto | WebchatChannelDto & ChannelTokenDto;
  }> {
    return this.request('PUT', '/api/channels/{type}', input, 'json');
  }

  /** Deletes a channel with its secrets. While calls are live only with `force=true`: they end. */
  deleteChannel(input: {
    readonly path: {
      readonly type: 'voice' | 'sms' | 'whatsapp' | 'email' | 'webchat';
    };
    readonly query?: {
      /** Delete it also while its calls are live. */
      readonly force?: boolean;
    };
    readonly headers?: {
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: null;
  }> {
    return this.request('DELETE', '/api/channels/{type}', input, 'json');
  }

  /** Turns a channel on or off. */
  setChannelStatus(input: {
    readonly path: {
      readonly type: 'voice' | 'sms' | 'whatsapp' | 'email' | 'webchat';
    };
    readonly headers?: {
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
    readonly body: ChannelStatusDto;
  }): Promise<{
    readonly success: true;
    readonly data: VoiceChannelDto | SmsChannelDto | WhatsappChannelDto | EmailChannelDto | WebchatChannelDto & ChannelTokenDto;
  }> {
    return this.request('PUT', '/api/channels/{type}/status', input, 'json');
  }

  /** New webhook addresses; the old ones work for 24 hours more. */
  rotateChannelToken(input: {
    readonly path: {
      readonly type: 'voice' | 'sms' | 'whatsapp' | 'email' | 'webchat';
    };
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: VoiceChannelDto | SmsChannelDto | WhatsappChannelDto | EmailChannelDto | WebchatChannelDto & ChannelTokenDto;
  }> {
    return this.request('POST', '/api/channels/{type}/rotate-token', input, 'json');
  }

  /** What to enter at Exotel, applet by applet, and when each address was called last. */
  getVoiceSetup(): Promise<{
    readonly success: true;
    readonly data: VoiceSetupDto;
  }> {
    return this.request('GET', '/api/channels/voice/setup', {}, 'json');
  }

  /** Really connects with the stored settings: looks the account up at Exotel, or signs in at the mail server. Ten seconds at most; sends no message and places no call. */
  testChannel(input: {
    readonly path: {
      readonly type: 'voice' | 'sms' | 'whatsapp' | 'email' | 'webchat';
    };
  }): Promise<{
    readonly success: true;
    readonly data: TestResultDto;
  }> {
    return this.request('POST', '/api/channels/{type}/test', input, 'json');
  }

  /** The same as the channel's own test. */
  testChannelOfSettings(input: {
    readonly path: {
      readonly type: 'voice' | 'sms' | 'whatsapp' | 'email' | 'webchat';
    };
  }): Promise<{
    readonly success: true;
    readonly data: TestResultDto;
  }> {
    return this.request('POST', '/api/settings/channels/{type}/test', input, 'json');
  }

  /** A sign of life; answers what the server thinks of the agent, and when to send the next. */
  sendHeartbeat(input: {
    readonly body: HeartbeatDto;
  }): Promise<{
    readonly success: true;
    readonly data: HeartbeatAnswerDto;
  }> {
    return this.request('POST', '/api/agent-heartbeat', input, 'json');
  }

  /** The caller's own state; for admins every active agent's, with statistics. */
  getHeartbeats(): Promise<{
    readonly success: true;
    readonly data: AgentStateDto | PresenceOverviewDto;
  }> {
    return this.request('GET', '/api/agent-heartbeat', {}, 'json');
  }

  /** What the agent wants to be; calls that it holds go on. */
  setAgentStatus(input: {
    readonly path: {
      readonly id: number;
    };
    readonly body: StatusDto;
  }): Promise<AgentStatusDto> {
    return this.request('PUT', '/api/agents/{id}/status', input, 'json');
  }

  /** Can these agents' phones be reached now, and if not, why? Agents ask of themselves. */
  validateDevices(input: {
    readonly body: ValidateDevicesDto;
  }): Promise<{
    readonly success: true;
    readonly data: DevicesDto;
  }> {
    return this.request('POST', '/api/device-connectivity/validate', input, 'json');
  }

  /** How many agents can be reached, and how long those who wanted calls could not. */
  getDeviceStats(input?: {
    readonly query?: {
      /** At or after; a day before `to` by default. */
      readonly from?: string;
      /** Before; now by default. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: DeviceStatsDto;
  }> {
    return this.request('GET', '/api/device-connectivity/stats', input ?? {}, 'json');
  }

  /** Calls, newest first. An agent sees its own. */
  listCalls(input?: {
    readonly query?: {
      readonly status?: 'received' | 'queued' | 'offered' | 'ringing' | 'connected' | 'completed' | 'failed' | 'no_answer' | 'busy' | 'abandoned' | 'canceled' | 'initiated';
      readonly direction?: 'inbound' | 'outbound';
      /** Calls of this campaign. */
      readonly campaignId?: string;
      /** Calls that were accepted with this batch. */
      readonly batchId?: string;
      /** Calls that this agent has or had last. */
      readonly agentId?: number;
      readonly teamId?: string;
      readonly sector?: string;
      /** The customer's number in any usual form. */
      readonly phoneNumber?: string;
      /** Came at or after. */
      readonly from?: string;
      /** Came before. */
      readonly to?: string;
      readonly page?: number;
      /** At most 100. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly CallDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/v1/calls', input ?? {}, 'json');
  }

  /** One call. An agent sees its own. */
  getCall(input: {
    readonly path: {
      readonly callLogId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: CallDto;
  }> {
    return this.request('GET', '/api/v1/calls/{callLogId}', input, 'json');
  }

  /** What happened to a call, oldest first. */
  listCallEvents(input: {
    readonly path: {
      readonly callLogId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly CallEventDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/v1/calls/{callLogId}/events', input, 'json');
  }

  /** Notes what came of a call, in place of what was said before. An agent its own. */
  setDisposition(input: {
    readonly path: {
      readonly callLogId: string;
    };
    readonly body: SetDispositionDto;
  }): Promise<{
    readonly success: true;
    readonly data: CallDto;
  }> {
    return this.request('PUT', '/api/v1/calls/{callLogId}/disposition', input, 'json');
  }

  /** The agent will take the call: its phone rings, picking it up is what connects. Said twice, it is as said once. An admin may say it for another agent. */
  acceptOffer(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: OfferDto;
  }> {
    return this.request('POST', '/api/offers/{id}/accept', input, 'json');
  }

  /** The agent will not take this call, now or later. Exotel rings on until it asks next: until then the agent's place stays taken, then the call goes to somebody else. */
  rejectOffer(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: OfferDto;
  }> {
    return this.request('POST', '/api/offers/{id}/reject', input, 'json');
  }

  /** Routing decisions, newest first. */
  listDecisions(input?: {
    readonly query?: {
      /** How the winner was found; `queued`: nobody could take the call. */
      readonly path?: 'team' | 'sector' | 'last_agent' | 'status_fallback' | 'fallback_agent' | 'priority_fallback' | 'queued';
      /** Decisions that this agent won. */
      readonly agentId?: number;
      /** Of calls for this team. */
      readonly teamId?: string;
      /** Of calls for this sector. */
      readonly sector?: string;
      /** At or after. */
      readonly from?: string;
      /** Before. */
      readonly to?: string;
      readonly page?: number;
      /** At most 100. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly DecisionDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/routing/decisions', input ?? {}, 'json');
  }

  /** Why did this call go there? Every decision about it, first to last, with all candidates. */
  explainCall(input: {
    readonly path: {
      readonly callLogId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly DecisionDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/routing/decisions/{callLogId}', input, 'json');
  }

  /** The calls in line, best first. An agent sees those of its own teams and sectors. */
  listQueue(input?: {
    readonly query?: {
      readonly page?: number;
      /** At most 100. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly QueueEntryDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/queue', input ?? {}, 'json');
  }

  /** One call's place in line, why it still waits, and how long it may yet. */
  getQueueEntry(input: {
    readonly path: {
      readonly callLogId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: WaitingDto;
  }> {
    return this.request('GET', '/api/queue/{callLogId}', input, 'json');
  }

  /** Moves a waiting call: to another team, or up and down by its priority. It keeps the place of its arrival, and no later webhook undoes it. */
  moveQueueEntry(input: {
    readonly path: {
      readonly callLogId: string;
    };
    readonly body: MoveInQueueDto;
  }): Promise<{
    readonly success: true;
    readonly data: WaitingDto;
  }> {
    return this.request('PUT', '/api/queue/{callLogId}', input, 'json');
  }

  /** Takes a waiting call out of the line; its caller hears that nobody can take the call. */
  removeQueueEntry(input: {
    readonly path: {
      readonly callLogId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: null;
  }> {
    return this.request('DELETE', '/api/queue/{callLogId}', input, 'json');
  }

  /** Is routing well? Who is ready, when calls were last routed, and what this node knows late. */
  getRoutingHealth(): Promise<{
    readonly success: true;
    readonly data: RoutingHealthDto;
  }> {
    return this.request('GET', '/api/routing/health', {}, 'json');
  }

  /** Who would get such a call now, and why not the others? Nothing is offered, taken or stored. */
  previewRouting(input: {
    readonly body: PreviewDto;
  }): Promise<{
    readonly success: true;
    readonly data: PreviewAnswerDto;
  }> {
    return this.request('POST', '/api/routing/preview', input, 'json');
  }

  /** Changes of priorities and capability levels that the record of the last 60 days supports: learnt from outcomes, drawn to the mean while little is known, checked on days that were kept out. With `call`, agents ranked by their chance of success with it. */
  recommendRouting(input: {
    readonly body: RecommendDto;
  }): Promise<{
    readonly success: true;
    readonly data: RecommendationsDto;
  }> {
    return this.request('POST', '/api/routing/recommendations', input, 'json');
  }

  /** Callers who are to be called back, the latest first. They keep the place in line of their call and are dialled when it comes up. An agent sees those of its own teams and sectors. */
  listCallbacks(input?: {
    readonly query?: {
      readonly state?: 'waiting' | 'dialling' | 'done' | 'failed' | 'canceled';
      readonly page?: number;
      /** At most 100. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly CallbackDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/callbacks', input ?? {}, 'json');
  }

  /** Cancels a call back that is not being dialled yet. */
  cancelCallback(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: CallbackDto;
  }> {
    return this.request('DELETE', '/api/callbacks/{id}', input, 'json');
  }

  /** The company's list, newest first. */
  listDnc(input?: {
    readonly query?: {
      /** Only this number. */
      readonly phoneNumber?: string;
      readonly page?: number;
      /** At most 100. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly DncDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/v1/dnc', input ?? {}, 'json');
  }

  /** Lists a number; it is never called again, whoever asks. */
  addToDnc(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: AddDncDto;
  }): Promise<{
    readonly success: true;
    readonly data: DncDto;
  }> {
    return this.request('POST', '/api/v1/dnc', input, 'json');
  }

  /** Takes a number off the list. */
  removeFromDnc(input: {
    readonly query: {
      /** E.164. */
      readonly phoneNumber: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: null;
  }> {
    return this.request('DELETE', '/api/v1/dnc', input, 'json');
  }

  /** Lists the numbers of a CSV file; bad lines are told by their number and hold up no other. UTF-8, 16 MiB at the most; the first line names the columns: phoneNumber, and if you like reason. */
  importDnc(input: {
    readonly body: string | FormData;
  }): Promise<{
    readonly success: true;
    readonly data: DncImportDto;
  }> {
    return this.request('POST', '/api/v1/dnc/import', input, 'json');
  }

  /** The company's receivers, oldest first. */
  listWebhooks(): Promise<{
    readonly success: true;
    readonly data: readonly WebhookDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/webhooks', {}, 'json');
  }

  /** Registers a receiver for what happens from now on; its secret is told this once. */
  createWebhook(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: NewWebhookDto;
  }): Promise<{
    readonly success: true;
    readonly data: WebhookWithSecretDto;
  }> {
    return this.request('POST', '/api/webhooks', input, 'json');
  }

  /** Changes what is sent; `isActive` turns it off and on. */
  updateWebhook(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
    readonly body: ChangedWebhookDto;
  }): Promise<{
    readonly success: true;
    readonly data: WebhookDto;
  }> {
    return this.request('PUT', '/api/webhooks/{id}', input, 'json');
  }

  /** Removes a receiver with its deliveries. */
  deleteWebhook(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: null;
  }> {
    return this.request('DELETE', '/api/webhooks/{id}', input, 'json');
  }

  /** A new secret, told this once; for 24 hours the old one signs too. */
  rotateWebhookSecret(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: WebhookWithSecretDto;
  }> {
    return this.request('POST', '/api/webhooks/{id}/rotate-secret', input, 'json');
  }

  /** What was sent, what waits and what is parked, newest event first. */
  listWebhookDeliveries(input: {
    readonly path: {
      readonly id: string;
    };
    readonly query?: {
      readonly state?: 'pending' | 'delivered' | 'parked';
      readonly page?: number;
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly DeliveryDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/webhooks/{id}/deliveries', input, 'json');
  }

  /** Sends an event again, as the same message; one that waits is tried at once. */
  replayWebhookDelivery(input: {
    readonly path: {
      readonly id: string;
      readonly deliveryId: string;
    };
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: DeliveryDto;
  }> {
    return this.request('POST', '/api/webhooks/{id}/deliveries/{deliveryId}/replay', input, 'json');
  }

  /** An agent's figures by day, the oldest first: the last 30 days unless asked otherwise. */
  listAgentDays(input: {
    readonly path: {
      readonly id: number;
    };
    readonly query?: {
      /** First day in the company's time zone; 29 days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 90 days at most. */
      readonly to?: string;
    };
  }): Promise<readonly AgentDayDto[]> {
    return this.request('GET', '/api/agents/{id}/performance', input, 'json');
  }

  /** What an agent did in the last days, the newest first; 1000 lines at most. */
  listAgentActivity(input: {
    readonly path: {
      readonly id: number;
    };
    readonly query?: {
      /** How many days back, 90 at most. */
      readonly days?: number;
    };
  }): Promise<readonly ActivityDto[]> {
    return this.request('GET', '/api/agents/{id}/activity', input, 'json');
  }

  /** Reports what an agent did: how a help desk tells of tickets and messages. A ticket that is reported twice to be in the same state is counted once. */
  reportAgentActivity(input: {
    readonly path: {
      readonly id: number;
    };
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: ReportActivityDto;
  }): Promise<ActivityDto> {
    return this.request('POST', '/api/agents/{id}/activity', input, 'json');
  }

  /** Places a call now: the agent's telephone rings first, then the number. */
  placeCall(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: PlaceCallDto;
  }): Promise<{
    readonly success: true;
    readonly data: PlacedCallDto;
  }> {
    return this.request('POST', '/api/v1/calls/outbound', input, 'json');
  }

  /** Accepts 1 to 1000 calls at once; each is dialled when its agent is ready. */
  placeCalls(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: BulkCallsDto;
  }): Promise<{
    readonly success: true;
    readonly data: BulkReportDto;
  }> {
    return this.request('POST', '/api/v1/calls/outbound/bulk', input, 'json');
  }

  /** Calls that are live and that wait, the breaker and the pace of the account. */
  getOutboundStats(): Promise<{
    readonly success: true;
    readonly data: OutboundStatsDto;
  }> {
    return this.request('GET', '/api/v1/calls/outbound/stats', {}, 'json');
  }

  /** Takes back a call that is not dialled yet. An agent its own. */
  cancelCall(input: {
    readonly path: {
      readonly callLogId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: CanceledCallDto;
  }> {
    return this.request('POST', '/api/v1/calls/{callLogId}/cancel', input, 'json');
  }

  /** Accepts the calls of a CSV file as one batch; bad lines are told by their number. UTF-8, 64 MiB and 100,000 calls at the most. The first line names the columns: phoneNumber, agentId, and if you like userId, priority, campaignId. */
  importCalls(input: {
    readonly query?: {
      /** Milliseconds from one dial to the next; 0: at the account's pace. */
      readonly intervalMs?: number | null;
    };
    readonly headers?: {
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: string | FormData;
  }): Promise<{
    readonly success: true;
    readonly data: CallImportReportDto;
  }> {
    return this.request('POST', '/api/v1/calls/outbound/import', input, 'json');
  }

  /** How far a batch is. */
  getBatch(input: {
    readonly path: {
      readonly batchId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: BatchDto;
  }> {
    return this.request('GET', '/api/v1/calls/outbound/batches/{batchId}', input, 'json');
  }

  /** The recording of a call, or the part that `Range` names. An agent its own. */
  getRecording(input: {
    readonly path: {
      readonly callLogId: string;
    };
    readonly headers?: {
      /** bytes=0-1023 */
      readonly Range?: string;
    };
  }): Promise<Blob> {
    return this.request('GET', '/api/v1/calls/{callLogId}/recording', input, 'blob');
  }

  /** Plans a call, or many at the same time of the clock. */
  scheduleCall(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: ScheduleCallDto;
  }): Promise<{
    readonly success: true;
    readonly data: ScheduledCallDto;
  }> {
    return this.request('POST', '/api/v1/calls/scheduled', input, 'json');
  }

  /** Scheduled calls by the time of their first run. */
  listScheduledCalls(input?: {
    readonly query?: {
      readonly page?: number;
      readonly limit?: number;
      readonly status?: 'pending' | 'running' | 'done' | 'missed' | 'canceled';
      readonly agentId?: number;
      readonly phoneNumber?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly ScheduledCallDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/v1/calls/scheduled', input ?? {}, 'json');
  }

  /** One scheduled call. */
  getScheduledCall(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: ScheduledCallDto;
  }> {
    return this.request('GET', '/api/v1/calls/scheduled/{id}', input, 'json');
  }

  /** Plans it anew: what is left out stays as it was. */
  updateScheduledCall(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
    readonly body: ChangeScheduleDto;
  }): Promise<{
    readonly success: true;
    readonly data: ScheduledCallDto;
  }> {
    return this.request('PUT', '/api/v1/calls/scheduled/{id}', input, 'json');
  }

  /** Takes back the runs to come; a call that is under way goes on. */
  cancelScheduledCall(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: ScheduledCallDto;
  }> {
    return this.request('DELETE', '/api/v1/calls/scheduled/{id}', input, 'json');
  }

  /** A new campaign, which calls nobody until it is started. */
  createCampaign(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: NewCampaignDto;
  }): Promise<{
    readonly success: true;
    readonly data: CampaignDto;
  }> {
    return this.request('POST', '/api/v1/campaigns', input, 'json');
  }

  /** The company's campaigns, newest first. */
  listCampaigns(input?: {
    readonly query?: {
      readonly page?: number;
      readonly limit?: number;
      readonly status?: 'draft' | 'running' | 'paused' | 'done';
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly CampaignDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/v1/campaigns', input ?? {}, 'json');
  }

  /** One campaign, how many of its leads are where, and how many who picked up heard nobody. */
  getCampaign(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: CampaignWithLeadsDto;
  }> {
    return this.request('GET', '/api/v1/campaigns/{id}', input, 'json');
  }

  /** Changes what is given, from the next call on. */
  updateCampaign(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
    readonly body: ChangeCampaignDto;
  }): Promise<{
    readonly success: true;
    readonly data: CampaignDto;
  }> {
    return this.request('PUT', '/api/v1/campaigns/{id}', input, 'json');
  }

  /** Calls from now on; one that runs goes on. */
  startCampaign(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: CampaignDto;
  }> {
    return this.request('POST', '/api/v1/campaigns/{id}/start', input, 'json');
  }

  /** Begins no more calls: what is not dialled yet is taken back, what is under way goes on. */
  pauseCampaign(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: CampaignDto;
  }> {
    return this.request('POST', '/api/v1/campaigns/{id}/pause', input, 'json');
  }

  /** Adds leads, as JSON or as a CSV file. A number is once in a campaign, and waits in one campaign at a time; one that cannot be taken holds up no other. A file: UTF-8, 64 MiB and 100,000 lines at the most; its first line names the columns: phoneNumber, and if you like name, timezone. */
  addLeads(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: NewLeadsDto | string | FormData;
  }): Promise<{
    readonly success: true;
    readonly data: LeadsReportDto;
  }> {
    return this.request('POST', '/api/v1/campaigns/{id}/leads', input, 'json');
  }

  /** The leads of a campaign with what became of them, in the order in which they came. */
  listLeads(input: {
    readonly path: {
      readonly id: string;
    };
    readonly query?: {
      readonly page?: number;
      readonly limit?: number;
      readonly status?: 'waiting' | 'previewing' | 'dialing' | 'done';
      readonly outcome?: 'reached' | 'exhausted' | 'refused' | 'skipped';
      readonly phoneNumber?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly LeadDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/v1/campaigns/{id}/leads', input, 'json');
  }

  /** The next lead for the agent who asks, to look at; after a while it goes to the next agent. */
  takeNextLead(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: LeadDto;
  }> {
    return this.request('POST', '/api/v1/campaigns/{id}/leads/next', input, 'json');
  }

  /** Calls the lead that the agent looks at. */
  callLead(input: {
    readonly path: {
      readonly id: string;
      readonly leadId: string;
    };
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: LeadCallDto;
  }> {
    return this.request('POST', '/api/v1/campaigns/{id}/leads/{leadId}/call', input, 'json');
  }

  /** Leaves out the lead that the agent looks at. */
  skipLead(input: {
    readonly path: {
      readonly id: string;
      readonly leadId: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: LeadDto;
  }> {
    return this.request('POST', '/api/v1/campaigns/{id}/leads/{leadId}/skip', input, 'json');
  }

  /** Agents with their figures over the period and by day, who answered most first; `statistics` are those of all that match together, and how they are spread. Agents without a call are left out. */
  listAgentPerformance(input?: {
    readonly query?: {
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
      /** Only this agent's calls. */
      readonly agent?: number;
      /** Only this sector's calls; not together with `team` or `channel`. */
      readonly sector?: string;
      /** Only the calls of the team with this id. */
      readonly team?: string;
      /** Only the calls of the channel with this id. */
      readonly channel?: string;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly AgentPerformanceDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/performance/agents', input ?? {}, 'json');
  }

  /** Sectors with their figures over the period and by day, which had most answered calls first; `statistics` are those of all that match together. */
  listSectorPerformance(input?: {
    readonly query?: {
      /** Only what this agent had of each sector. */
      readonly agent?: number;
      /** Only this sector. */
      readonly sector?: string;
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly SectorPerformanceDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/performance/sectors', input ?? {}, 'json');
  }

  /** The company's figures over the period and by day, or those of one agent, sector, team or channel, beside those of as many days before. */
  getPerformanceSummary(input?: {
    readonly query?: {
      /** Only this agent's calls. */
      readonly agent?: number;
      /** Only this sector's calls; not together with `team` or `channel`. */
      readonly sector?: string;
      /** Only the calls of the team with this id. */
      readonly team?: string;
      /** Only the calls of the channel with this id. */
      readonly channel?: string;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: PeriodFiguresDto;
  }> {
    return this.request('GET', '/api/analytics/performance/summary', input ?? {}, 'json');
  }

  /** A team's figures over the period and by day. */
  getTeamPerformance(input: {
    readonly path: {
      readonly id: string;
    };
    readonly query?: {
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: PeriodFiguresDto;
  }> {
    return this.request('GET', '/api/teams/{id}/performance', input, 'json');
  }

  /** The calls of the next 14 days by quarter of an hour, with bands that hold 80 % and 95 %. Days off are left out. Made once a day, shortly after midnight in the company's zone; `statistics` says when and by which method. Several methods are tried on the company's own past: it is cut at ten places, each method learns what was before and is measured on the ten days after. The best is used, and none that is worse than the same weekday of the week before (`seasonal_naive`). With fewer than 21 days of calls nothing is said (`state` is `too_little_history`). */
  getVolumeForecast(input?: {
    readonly query?: {
      /** First day in the company's time zone; today unless given. */
      readonly from?: string;
      /** Last day, itself counted; 14 days from `from` unless given. */
      readonly to?: string;
      /** Only this sector's calls; the whole company's unless given. */
      readonly sector?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly QuarterForecastDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/predictions/volume', input ?? {}, 'json');
  }

  /** The agents that each quarter of an hour needs for the service level, by the expected calls and the handle time of the last 28 days. Erlang C: nobody gives up. Erlang A: callers give up by the patience that was measured, all seconds of waiting ÷ abandoned calls. Breaks and absence are not in it. */
  getStaffingForecast(input?: {
    readonly query?: {
      /** First day in the company's time zone; today unless given. */
      readonly from?: string;
      /** Last day, itself counted; 14 days from `from` unless given. */
      readonly to?: string;
      /** Only this sector's calls; the whole company's unless given. */
      readonly sector?: string;
      /** Share of calls that shall be answered in time; the company's rule unless given. */
      readonly serviceLevel?: number;
      /** In time means within so many seconds; the company's rule unless given. */
      readonly targetSeconds?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly QuarterStaffingDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/predictions/staffing', input ?? {}, 'json');
  }

  /** What is expected of each agent in the next 14 days, by its answered calls of the last 28, drawn towards the mean of all agents as by 20 calls; the intervals hold 95 %, if it has as many calls as before. Agents without a call are left out. `statistics.accuracy` says how right the newest forecast was whose 14 days are over, for handle times and success rates: `wape` = Σ calls · |actual − expected| ÷ Σ calls · actual over its agents, and `coverage95`, the share of agents within the interval; null before there is one. */
  listAgentForecasts(input?: {
    readonly query?: {
      /** Only this agent. */
      readonly agent?: number;
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly AgentOutlookDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/predictions/agent-performance', input ?? {}, 'json');
  }

  /** How right the forecasts were that were made in a period (the last 30 days unless the question says otherwise), the newest first; `statistics` has the means over all of them. */
  listForecastAccuracy(input?: {
    readonly query?: {
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
      /** Forecasts of this sector; those of the whole company unless given. */
      readonly sector?: string;
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly ScoredForecastDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/predictions/accuracy', input ?? {}, 'json');
  }

  /** Makes the forecasts anew, as the daily run does. Answers how it went; a run of more than ten seconds goes on (`isDone` is false). */
  refreshForecasts(input?: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: RefreshedDto;
  }> {
    return this.request('POST', '/api/predictions/refresh', input ?? {}, 'json');
  }

  /** What was not as it should be, the newest first; of the last 30 days unless the question says otherwise. `statistics` counts them by state. Hours are compared with the forecast of the morning, abandoned calls and handle times with the last 28 days, three days together with the forecast before them: of all calls, and of each sector where the company has several. In hours in which all is as expected the share that is raised for each figure and sector is at most the rule `anomalyFalseAlarmRate`. */
  listAnomalies(input?: {
    readonly query?: {
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
      /** Only in this state. */
      readonly state?: 'open' | 'acknowledged' | 'resolved';
      /** Only of this sector. */
      readonly sector?: string;
      /** Only of this figure. */
      readonly metric?: 'volume' | 'abandonRate' | 'handleSeconds';
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly AnomalyDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/anomalies', input ?? {}, 'json');
  }

  /** Acknowledges an anomaly, or resolves it. One that is resolved is not opened again. */
  updateAnomaly(input: {
    readonly path: {
      readonly id: string;
    };
    readonly headers?: {
      /** the version that was read */
      readonly 'If-Match'?: string;
    };
    readonly body: ChangeAnomalyDto;
  }): Promise<{
    readonly success: true;
    readonly data: AnomalyDto;
  }> {
    return this.request('PUT', '/api/analytics/anomalies/{id}', input, 'json');
  }

  /** What calls are scored by: the present version or an earlier one; the `ETag` is the version. */
  getScorecards(input?: {
    readonly query?: {
      /** An earlier version; the present one unless given. */
      readonly version?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: ScorecardSetDto;
  }> {
    return this.request('GET', '/api/analytics/scorecards', input ?? {}, 'json');
  }

  /** Sets all scorecards: a new version. Scores that were given keep theirs. */
  replaceScorecards(input: {
    readonly body: ReplaceScorecardsDto;
  }): Promise<{
    readonly success: true;
    readonly data: ScorecardSetDto;
  }> {
    return this.request('PUT', '/api/analytics/scorecards', input, 'json');
  }

  /** Scores of calls, the newest day first; `statistics.score` has mean, median and 90th percentile of all that match. */
  listQualityScores(input?: {
    readonly query?: {
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
      /** Only scores by this scorecard. */
      readonly scorecard?: string;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
      /** Only calls that this agent had. */
      readonly agent?: number;
      /** Only calls of the team with this id. */
      readonly team?: string;
      /** Only calls of this sector. */
      readonly sector?: string;
      /** Only calls of the channel with this id. */
      readonly channel?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly QualityScoreDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/calls/quality', input ?? {}, 'json');
  }

  /** Scores a call, once. */
  addQualityScore(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: CreateQualityScoreDto;
  }): Promise<{
    readonly success: true;
    readonly data: QualityScoreDto;
  }> {
    return this.request('POST', '/api/analytics/calls/quality', input, 'json');
  }

  /** What customers said of calls, the newest day first; `statistics` has mean, median and 90th percentile of all answers that match. */
  listSatisfaction(input?: {
    readonly query?: {
      /** How the answer came. */
      readonly source?: 'api' | 'keypad';
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
      /** Only calls that this agent had. */
      readonly agent?: number;
      /** Only calls of the team with this id. */
      readonly team?: string;
      /** Only calls of this sector. */
      readonly sector?: string;
      /** Only calls of the channel with this id. */
      readonly channel?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly SatisfactionDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/satisfaction', input ?? {}, 'json');
  }

  /** Enters what a customer said of a call, once for each. */
  addSatisfaction(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: CreateSatisfactionDto;
  }): Promise<{
    readonly success: true;
    readonly data: SatisfactionDto;
  }> {
    return this.request('POST', '/api/analytics/satisfaction', input, 'json');
  }

  /** Figures by 15 minutes, hour or day, the oldest first; times without a call are left out. `statistics` has those of the whole period, of as many days before, by what share they changed, and how they are spread. */
  listTrends(input?: {
    readonly query?: {
      /** Of 15min at most 31 days, of hour 100, of day 400. */
      readonly interval?: '15min' | 'hour' | 'day';
      /** Only this agent's calls. */
      readonly agent?: number;
      /** Only this sector's calls; not together with `team` or `channel`. */
      readonly sector?: string;
      /** Only the calls of the team with this id. */
      readonly team?: string;
      /** Only the calls of the channel with this id. */
      readonly channel?: string;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly TrendPointDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/performance/trends', input ?? {}, 'json');
  }

  /** The best agents by a figure, of those with calls enough; `statistics.spread` is of all of these. */
  listTopPerformers(input?: {
    readonly query?: {
      /** What agents are ranked by. */
      readonly by?: 'answered' | 'successRate' | 'serviceLevel' | 'fcr' | 'quality' | 'csat' | 'nps' | 'talkSeconds' | 'asa' | 'aht' | 'abandonRate' | 'missedOffers';
      /** Agents with fewer answered calls are left out. */
      readonly minimumCalls?: number;
      /** How many; 20 by default, 100 at most. */
      readonly limit?: number;
      /** Only this agent's calls. */
      readonly agent?: number;
      /** Only this sector's calls; not together with `team` or `channel`. */
      readonly sector?: string;
      /** Only the calls of the team with this id. */
      readonly team?: string;
      /** Only the calls of the channel with this id. */
      readonly channel?: string;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly RatedAgentDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/performance/top-performers', input ?? {}, 'json');
  }

  /** One agent: its figures by day, sector and channel, its time, and as many days before. */
  getAgentDetails(input: {
    readonly path: {
      readonly agentId: number;
    };
    readonly query?: {
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: AgentDetailsDto;
  }> {
    return this.request('GET', '/api/analytics/performance/agent/{agentId}/detailed', input, 'json');
  }

  /** Offered calls by how they ended. */
  listCompletion(input?: {
    readonly query?: {
      /** Only this agent's calls. */
      readonly agent?: number;
      /** Only this sector's calls; not together with `team` or `channel`. */
      readonly sector?: string;
      /** Only the calls of the team with this id. */
      readonly team?: string;
      /** Only the calls of the channel with this id. */
      readonly channel?: string;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly OutcomeCountDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/calls/completion', input ?? {}, 'json');
  }

  /** Calls by 15 minutes, hour or day and by how they ended, the oldest first. */
  listTimeline(input?: {
    readonly query?: {
      /** Of 15min at most 31 days, of hour 100, of day 400. */
      readonly interval?: '15min' | 'hour' | 'day';
      /** Only this agent's calls. */
      readonly agent?: number;
      /** Only this sector's calls; not together with `team` or `channel`. */
      readonly sector?: string;
      /** Only the calls of the team with this id. */
      readonly team?: string;
      /** Only the calls of the channel with this id. */
      readonly channel?: string;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly TimelinePointDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/calls/timeline', input ?? {}, 'json');
  }

  /** How well calls were scored: in all, by agent, team, scorecard and item. */
  getQualitySummary(input?: {
    readonly query?: {
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
      /** Only calls that this agent had. */
      readonly agent?: number;
      /** Only calls of the team with this id. */
      readonly team?: string;
      /** Only calls of this sector. */
      readonly sector?: string;
      /** Only calls of the channel with this id. */
      readonly channel?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: QualitySummaryDto;
  }> {
    return this.request('GET', '/api/analytics/calls/quality/summary', input ?? {}, 'json');
  }

  /** What customers said: CSAT and NPS in all, by agent, team and channel. */
  getSatisfactionSummary(input?: {
    readonly query?: {
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
      /** Only calls that this agent had. */
      readonly agent?: number;
      /** Only calls of the team with this id. */
      readonly team?: string;
      /** Only calls of this sector. */
      readonly sector?: string;
      /** Only calls of the channel with this id. */
      readonly channel?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: SatisfactionSummaryDto;
  }> {
    return this.request('GET', '/api/analytics/satisfaction/summary', input ?? {}, 'json');
  }

  /** CSAT and NPS day by day, the oldest first; `statistics` has those of the whole period and of as many days before. */
  listSatisfactionTrends(input?: {
    readonly query?: {
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
      /** Only calls that this agent had. */
      readonly agent?: number;
      /** Only calls of the team with this id. */
      readonly team?: string;
      /** Only calls of this sector. */
      readonly sector?: string;
      /** Only calls of the channel with this id. */
      readonly channel?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly DaySatisfactionDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/satisfaction/trends', input ?? {}, 'json');
  }

  /** The floor now: who waits, who talks, who is there, and how today goes. */
  getLiveMetrics(): Promise<{
    readonly success: true;
    readonly data: LiveMetricsDto;
  }> {
    return this.request('GET', '/api/metrics/live', {}, 'json');
  }

  /** Active agents as they are now, those at work first; `statistics` counts all of them by state. */
  listLiveAgents(input?: {
    readonly query?: {
      /** Only agents that are shown so. */
      readonly status?: 'online' | 'offline' | 'away' | 'busy';
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly LiveAgentDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/metrics/agents/status', input ?? {}, 'json');
  }

  /** One agent as it is now. */
  getLiveAgent(input: {
    readonly path: {
      readonly agentId: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: LiveAgentDto;
  }> {
    return this.request('GET', '/api/metrics/agents/{agentId}/status', input, 'json');
  }

  /** The waiting lines now, and how the last 30 minutes went. */
  getLiveQueue(): Promise<{
    readonly success: true;
    readonly data: LiveQueueDto;
  }> {
    return this.request('GET', '/api/metrics/queue/status', {}, 'json');
  }

  /** Are the figures being made: the last run, how far behind, the last error and recount. */
  getMetricsHealth(): Promise<{
    readonly success: true;
    readonly data: AnalyticsHealthDto;
  }> {
    return this.request('GET', '/api/metrics/health', {}, 'json');
  }

  /** What calls cost and brought, in all and by day, beside as many days before. */
  getRevenueSummary(input?: {
    readonly query?: {
      /** Only calls that this agent had. */
      readonly agent?: number;
      /** Only calls of the channel with this id. */
      readonly channel?: string;
      /** Only calls of the campaign with this id. */
      readonly campaign?: string;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: RevenueSummaryDto;
  }> {
    return this.request('GET', '/api/analytics/revenue/summary', input ?? {}, 'json');
  }

  /** Costs by agent, channel, campaign or day, the dearest first (days in their order), or call by call, the newest first: then each has `callLogId`, `receivedAt`, `direction`, `agentId`, `channelId`, `campaignId` and `currency` instead of `subject`. `statistics` has the totals of all. */
  listCosts(input?: {
    readonly query?: {
      /** What costs are told apart by; call by call not together with `campaign`. */
      readonly by?: 'call' | 'agent' | 'channel' | 'campaign' | 'day';
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
      /** Only calls that this agent had. */
      readonly agent?: number;
      /** Only calls of the channel with this id. */
      readonly channel?: string;
      /** Only calls of the campaign with this id. */
      readonly campaign?: string;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly SubjectMoneyDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/revenue/costs', input ?? {}, 'json');
  }

  /** Return on investment by agent, channel, campaign or day, the dearest first. */
  listRoi(input?: {
    readonly query?: {
      /** What it is told apart by. */
      readonly by?: 'agent' | 'channel' | 'campaign' | 'day';
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
      /** Only calls that this agent had. */
      readonly agent?: number;
      /** Only calls of the channel with this id. */
      readonly channel?: string;
      /** Only calls of the campaign with this id. */
      readonly campaign?: string;
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly SubjectMoneyDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/analytics/revenue/roi', input ?? {}, 'json');
  }

  /** What a front page shows: the floor and its anomalies now, and how today and the last seven days went. */
  getDashboard(): Promise<{
    readonly success: true;
    readonly data: DashboardDto;
  }> {
    return this.request('GET', '/api/analytics/dashboard', {}, 'json');
  }

  /** Which agents would do better in which team, with the figures that say so. An agent's answered calls in the team's sector are compared with those of the agents who take the team's calls: success by Fisher's exact test, handle time by Welch's t test, one-sided, with Holm's correction for all comparisons. It must be better in one by more than chance (5 %) and not worse in the other. Nothing is said with fewer than 30 calls on either side. Four weeks up to today unless the question says otherwise. */
  listTeamSuggestions(input?: {
    readonly query?: {
      /** First day in the company's time zone; six days before `to` unless given. */
      readonly from?: string;
      /** Last day, itself counted; today unless given. 400 days at most. */
      readonly to?: string;
      /** Only teams of this sector. */
      readonly sector?: string;
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly SuggestionDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/teams/suggestions', input ?? {}, 'json');
  }

  /** The company's reports, the newest first. They are kept for 30 days. */
  listReports(input?: {
    readonly query?: {
      /** Only in this state. */
      readonly state?: 'queued' | 'running' | 'ready' | 'failed' | 'cancelled';
      /** Only of this type. */
      readonly type?: 'summary' | 'agents' | 'sectors' | 'calls' | 'forecast';
      /** From 1. */
      readonly page?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly ReportDto[];
    readonly meta: PageMeta;
    readonly count?: number;
  }> {
    return this.request('GET', '/api/reports', input ?? {}, 'json');
  }

  /** Asks for a report. It is made in the background; the socket event `report_progress` and `GET /api/reports/:id` tell how far it is. A week up to today unless the request says otherwise; of a forecast, the two weeks from today. */
  createReport(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: ReportBodyDto;
  }): Promise<{
    readonly success: true;
    readonly data: ReportDto;
  }> {
    return this.request('POST', '/api/reports', input, 'json');
  }

  /** One report, and what came of its letters. */
  getReport(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: ReportWithMailDto;
  }> {
    return this.request('GET', '/api/reports/{id}', input, 'json');
  }

  /** Cancels a report that is on its way; removes the file of one that is ready. */
  cancelReport(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: ReportDto;
  }> {
    return this.request('DELETE', '/api/reports/{id}', input, 'json');
  }

  /** The file. Who takes it is noted in the audit log of analytics. */
  downloadReport(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<Blob> {
    return this.request('GET', '/api/reports/{id}/download', input, 'blob');
  }

  /** The reports that are made again and again, the oldest first. */
  listReportSchedules(): Promise<{
    readonly success: true;
    readonly data: readonly ReportScheduleDto[];
    readonly count?: number;
  }> {
    return this.request('GET', '/api/reports/schedules', {}, 'json');
  }

  /** Has a report made daily, weekly or monthly at a time of the company's clock, and sent by e-mail to its recipients. What was missed while the system was away is made once. */
  createReportSchedule(input: {
    readonly headers?: {
      /** the same key with the same body within 24 hours answers as the first time did */
      readonly 'Idempotency-Key'?: string;
    };
    readonly body: NewReportScheduleDto;
  }): Promise<{
    readonly success: true;
    readonly data: ReportScheduleDto;
  }> {
    return this.request('POST', '/api/reports/schedules', input, 'json');
  }

  /** Ends a schedule; reports that it made stay. */
  deleteReportSchedule(input: {
    readonly path: {
      readonly id: string;
    };
  }): Promise<{
    readonly success: true;
    readonly data: null;
  }> {
    return this.request('DELETE', '/api/reports/schedules/{id}', input, 'json');
  }

  /** Forgets one caller's number and recordings everywhere; the calls stay in the figures. */
  eraseCaller(input: {
    readonly body: EraseCallerDto;
  }): Promise<{
    readonly success: true;
    readonly data: ErasedDto;
  }> {
    return this.request('POST', '/api/privacy/erase', input, 'json');
  }

  /** What a socket of the caller would have got after a number, in order: all of the company's for an admin, for others what concerns them. Ask again after `meta.nextSeq`. */
  listEvents(input?: {
    readonly query?: {
      /** The last number that you have; 0 for the oldest that is kept. */
      readonly after?: number;
      /** 20 by default, 100 at most. */
      readonly limit?: number;
    };
  }): Promise<{
    readonly success: true;
    readonly data: readonly EventDto[];
    readonly meta: {
      /** ask with this next */
      readonly nextSeq?: number;
      readonly hasMore?: boolean;
      readonly limit?: number;
    };
    readonly count?: number;
  }> {
    return this.request('GET', '/api/events', input ?? {}, 'json');
  }
}
