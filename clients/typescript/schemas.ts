// Made from the OpenAPI document by dev/clients.ts: change that, not this.

export type AbandonmentDto = {
  readonly last24Hours: AnswersDto;
  readonly last30Days: AnswersDto;
  /** Both spans keep to it. */
  readonly capPercent: number;
  /** Is there room for one person who hears nobody? If not, `power` dials agents first. */
  readonly mayDialAhead: boolean;
};

export type AccuracyDto = {
  /** Quarters of an hour that are over. */
  readonly n: number;
  /** Σ|actual − expected| ÷ Σactual; 1 − WAPE is how right it was. */
  readonly wape: number | null;
  /** Σ(expected − actual) ÷ Σactual: above zero, too much was expected. */
  readonly bias: number | null;
  /** Mean error ÷ that of repeating the same weekday before, in the past it learnt from. */
  readonly mase: number | null;
  /** Share of the quarters within the 80 % band. */
  readonly coverage80: number | null;
  /** Share of the quarters within the 95 % band. */
  readonly coverage95: number | null;
  /** The best WAPE there is. Calls that come independently are Poisson: with a mean m that is known exactly, E|X − m| = 2·m^(⌊m⌋+1)·e^(−m) ÷ ⌊m⌋!; this, summed over the quarters, ÷ Σm. */
  readonly noiseFloor: number | null;
};

export type ActivityDto = {
  readonly type: 'login' | 'logout' | 'status_change' | 'ticket_assigned' | 'ticket_resolved' | 'message_sent' | 'call_offered' | 'call_answered' | 'call_missed' | 'call_completed';
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly id: string;
  readonly agentId: number;
  readonly description: string;
  readonly timestamp: string;
};

export type AddDncDto = {
  readonly reason?: string | null;
  /** E.164. */
  readonly phoneNumber: string;
};

export type AddMemberDto = {
  readonly agentId: number;
  readonly role?: 'lead' | 'member';
};

export type AgentChannelFiguresDto = {
  /** Offered = calls that asked for an agent and have ended. Of an agent: calls that reached its phone. */
  readonly offered: number;
  /** Answered = completed calls. Of an agent: those that it took. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. Of an agent: while its phone rang. */
  readonly abandoned: number;
  /** Service level = answered within the target ÷ (answered + abandoned after the target); the target is the one in force when the call came. Null when there is nothing to divide by. */
  readonly serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. Null when nothing was answered. */
  readonly asa: number | null;
  /** Average wait of the abandoned, in seconds = wait of the abandoned ÷ abandoned. Null when nobody hung up. */
  readonly waitAbandoned: number | null;
  /** Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was answered. */
  readonly aht: number | null;
  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. */
  readonly abandonRate: number | null;
  /** Success rate = successes ÷ answered. A success is a completed call that was talked on, unless its disposition says otherwise. */
  readonly successRate: number | null;
  /** First contact resolution = answered calls without a further call from that number to that sector within 7 days ÷ answered calls whose 7 days are over. Null until any are. */
  readonly fcr: number | null;
  /** Talk time = sum of the seconds of conversation. */
  readonly talkSeconds: number;
  /** Missed offers = offers that rang out unanswered. */
  readonly missedOffers: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
  readonly channelId: string | null;
};

export type AgentDayDto = {
  /** Mean minutes from a ticket's assignment to the first message; null without an answer. */
  readonly avgResponseTime: number | null;
  /** Mean of the customers' answers, 1 to 5; null without one. */
  readonly customerSatisfaction: number | null;
  /** Percent of tickets answered within the company's target; null where no target was over. */
  readonly slaCompliance: number | null;
  readonly agentId: number;
  /** A day of the company's time zone. */
  readonly date: string;
  readonly messagesHandled: number;
  readonly ticketsResolved: number;
  /** Hours shown as online, away or busy. */
  readonly onlineHours: number;
  /** Is the day over? The row of the present day is brought up to date every hour. */
  readonly isFinal: boolean;
};

export type AgentDetailsDto = {
  readonly kind: 'human' | 'bot';
  /** The oldest first; days without a call are left out. */
  readonly days: readonly DayFiguresDto[];
  readonly sectors: readonly AgentSectorFiguresDto[];
  readonly channels: readonly AgentChannelFiguresDto[];
  readonly agentId: number;
  readonly fullName: string;
  readonly department: string;
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
  readonly totals: FiguresDto;
  readonly presence: AgentPresenceDto;
  /** As many days right before. */
  readonly previous: PreviousFiguresDto;
  readonly change: ChangeDto;
};

export type AgentDeviceDto = {
  /** By what that is known: its live socket, its last heartbeat, or nothing. */
  readonly source: 'socket' | 'heartbeat' | 'none';
  readonly lastHeartbeat: string | null;
  readonly agentId: number;
  /** Can its phone be reached now? */
  readonly isReachable: boolean;
  /** Readiness, 0–100. */
  readonly score: number;
  /** In words. */
  readonly issues: readonly string[];
};

export type AgentDto = {
  readonly role: 'admin' | 'cs' | 'viewer';
  readonly lastLoginAt: string | null;
  readonly avatar: string | null;
  /** As it was given. */
  readonly phone: string | null;
  /** The number that is dialled (E.164); null when the phone is none. */
  readonly dialNumber: string | null;
  readonly kind: 'human' | 'bot';
  /** Where a bot takes its calls; null: by its phone, as people do. */
  readonly streamUrl: string | null;
  readonly externalId: string | null;
  readonly onlineStatus: 'online' | 'offline' | 'away' | 'busy';
  readonly lastSeen: string | null;
  readonly performanceLevel: 'high' | 'medium' | 'low';
  readonly id: number;
  readonly clientId: string;
  readonly username: string;
  readonly email: string;
  readonly isActive: boolean;
  readonly fullName: string;
  readonly department: string;
  readonly maxConcurrentCalls: number;
  readonly currentTickets: number;
  readonly totalTicketsHandled: number;
  /** Minutes. */
  readonly avgResponseTime: number;
  /** 1 to 5. */
  readonly customerSatisfaction: number;
  readonly ticketsResolvedToday: number;
  readonly messagesHandledToday: number;
  readonly onlineHoursToday: number;
  /** Until it is changed, every other route is refused. */
  readonly mustChangePassword: boolean;
  /** Counts changes of the agent, not of its presence; send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type AgentOutlookDto = {
  readonly agentId: number;
  readonly fullName: string | null;
  /** Answered calls of the last 28 days, of which this was learnt. */
  readonly calls: number;
  /** Mean of talk, hold and wrap-up, in seconds. */
  readonly handleSeconds: OutlookDto;
  /** Share of the answered calls that succeed. */
  readonly successRate: OutlookDto;
};

export type AgentPerformanceDto = {
  readonly kind: 'human' | 'bot' | null;
  /** The oldest first; days without a call are left out. */
  readonly days: readonly DayFiguresDto[];
  readonly agentId: number;
  readonly fullName: string | null;
  /** Offered = calls that asked for an agent and have ended. Of an agent: calls that reached its phone. */
  readonly offered: number;
  /** Answered = completed calls. Of an agent: those that it took. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. Of an agent: while its phone rang. */
  readonly abandoned: number;
  /** Service level = answered within the target ÷ (answered + abandoned after the target); the target is the one in force when the call came. Null when there is nothing to divide by. */
  readonly serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. Null when nothing was answered. */
  readonly asa: number | null;
  /** Average wait of the abandoned, in seconds = wait of the abandoned ÷ abandoned. Null when nobody hung up. */
  readonly waitAbandoned: number | null;
  /** Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was answered. */
  readonly aht: number | null;
  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. */
  readonly abandonRate: number | null;
  /** Success rate = successes ÷ answered. A success is a completed call that was talked on, unless its disposition says otherwise. */
  readonly successRate: number | null;
  /** First contact resolution = answered calls without a further call from that number to that sector within 7 days ÷ answered calls whose 7 days are over. Null until any are. */
  readonly fcr: number | null;
  /** Talk time = sum of the seconds of conversation. */
  readonly talkSeconds: number;
  /** Missed offers = offers that rang out unanswered. */
  readonly missedOffers: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
};

export type AgentPresenceDto = {
  /** Days that are over and whose presence is known; the figures here are of these. */
  readonly days: number;
  readonly signedInSeconds: number;
  /** Of these, away. */
  readonly awaySeconds: number;
  /** Talk, hold and wrap-up, and talk of calls that we placed. */
  readonly handlingSeconds: number;
  /** Occupancy = handling ÷ signed-in and not away. */
  readonly occupancy: number | null;
  /** Utilization = handling ÷ signed-in. */
  readonly utilization: number | null;
};

export type AgentQualityDto = {
  readonly agentId: number;
  /** Scored calls. */
  readonly scored: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Scores that a critical item made 0 ÷ scored calls. */
  readonly criticalFailureRate: number | null;
};

export type AgentSatisfactionDto = {
  readonly agentId: number;
  readonly csatAnswers: number;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Mean of the answers, 1 to 5. */
  readonly csatMean: number | null;
  readonly npsAnswers: number;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
};

export type AgentSectorFiguresDto = {
  /** Offered = calls that asked for an agent and have ended. Of an agent: calls that reached its phone. */
  readonly offered: number;
  /** Answered = completed calls. Of an agent: those that it took. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. Of an agent: while its phone rang. */
  readonly abandoned: number;
  /** Service level = answered within the target ÷ (answered + abandoned after the target); the target is the one in force when the call came. Null when there is nothing to divide by. */
  readonly serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. Null when nothing was answered. */
  readonly asa: number | null;
  /** Average wait of the abandoned, in seconds = wait of the abandoned ÷ abandoned. Null when nobody hung up. */
  readonly waitAbandoned: number | null;
  /** Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was answered. */
  readonly aht: number | null;
  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. */
  readonly abandonRate: number | null;
  /** Success rate = successes ÷ answered. A success is a completed call that was talked on, unless its disposition says otherwise. */
  readonly successRate: number | null;
  /** First contact resolution = answered calls without a further call from that number to that sector within 7 days ÷ answered calls whose 7 days are over. Null until any are. */
  readonly fcr: number | null;
  /** Talk time = sum of the seconds of conversation. */
  readonly talkSeconds: number;
  /** Missed offers = offers that rang out unanswered. */
  readonly missedOffers: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
  /** Null: calls of no sector. */
  readonly sector: string | null;
};

export type AgentStateDto = {
  /** What the agent chose. */
  readonly status: 'online' | 'away' | 'busy' | 'offline';
  /** What others see: it follows from the choice, the heartbeats and the calls. */
  readonly onlineStatus: 'online' | 'offline' | 'away' | 'busy';
  readonly reason: string | null;
  /** Since when it is chosen. */
  readonly since: string | null;
  readonly lastHeartbeat: string | null;
  readonly wrapUpUntil: string | null;
  readonly deviceConnected: boolean;
  /** Is the last heartbeat older than three intervals? */
  readonly isStale: boolean;
  readonly readiness: ReadinessDto;
  /** Calls that it holds or is reserved for. */
  readonly activeCalls: number;
  readonly maxConcurrentCalls: number;
  /** Offers in a row that it did not take; two set it away. */
  readonly missedInRow: number;
  readonly agentId: number;
};

export type AgentStatsDto = {
  /** How many there are of each role. */
  readonly byRole: Readonly<Record<string, number>>;
  /** How many belong to each department. */
  readonly byDepartment: Readonly<Record<string, number>>;
  readonly total: number;
  /** Those that may sign in. */
  readonly active: number;
  /** Whose status is online: there, and ready for the next call. */
  readonly online: number;
  readonly offline: number;
};

export type AgentStatusDto = {
  /** What the agent chose. */
  readonly status: 'online' | 'away' | 'busy' | 'offline';
  /** What others see: it follows from the choice, the heartbeats and the calls. */
  readonly onlineStatus: 'online' | 'offline' | 'away' | 'busy';
  readonly reason: string | null;
  /** Since when it is chosen. */
  readonly since: string | null;
  readonly agentId: number;
};

export type AgentsBulkResultDto = {
  /** `id: CODE message` of those that could not be changed. */
  readonly errors: readonly string[];
  /** It was carried out; what failed is in `errors`. */
  readonly success: boolean;
  /** How many are now as they were to be. */
  readonly updated: number;
};

export type AggregatorErrorDto = {
  readonly at: string;
  /** The kind of the error; its text is in the log. */
  readonly kind: string;
};

export type AggregatorHealthDto = {
  readonly lastRun: string | null;
  /** The last run that had anything to fold. */
  readonly lastFolded: string | null;
  /** Every change of a call up to then is in the figures. */
  readonly mark: string | null;
  /** Since the last run that succeeded. */
  readonly lastError: AggregatorErrorDto | null;
  readonly lastRecount: LastRecountDto | null;
  /** For how long the oldest changed call has waited to be folded; 0 when none waits. */
  readonly lagSeconds: number;
};

export type AnalyticsHealthDto = {
  readonly caches: readonly CacheHitsDto[];
  readonly asOf: string;
  readonly aggregator: AggregatorHealthDto;
  readonly eventStream: PartDto;
  readonly database: PartDto;
  readonly redis: PartDto;
};

export type AnomalyDto = {
  /** `volume`: calls that asked for an agent; `abandonRate`; `handleSeconds`: mean handle time. */
  readonly metric: 'volume' | 'abandonRate' | 'handleSeconds';
  /** `spike`: hours; `level_shift`: three days or more. */
  readonly kind: 'spike' | 'level_shift';
  readonly direction: 'above' | 'below';
  readonly state: 'open' | 'acknowledged' | 'resolved';
  readonly acknowledgedAt: string | null;
  readonly resolvedAt: string | null;
  readonly id: string;
  /** Null: of all calls of the company. */
  readonly sector: string | null;
  /** The beginning of the first hour, or day, that was not as expected. */
  readonly since: string;
  /** The end of the last one so far. */
  readonly until: string;
  /** In the hour, or the days, where it was furthest off: calls, a share, or seconds. */
  readonly actual: number;
  readonly expected: number;
  /** (actual − expected) ÷ expected; null where nothing was expected. */
  readonly deviation: number | null;
  /** How likely it is by chance alone, where all is as expected. */
  readonly p: number;
  readonly detectedAt: string;
  readonly acknowledgedBy: number | null;
  /** Null: it was over by itself. */
  readonly resolvedBy: number | null;
  readonly note: string | null;
  /** For `If-Match`. */
  readonly version: number;
};

export type AnswersDto = {
  /** Abandoned ÷ answered; null: nobody answered. */
  readonly abandonedPercent: number | null;
  /** An agent talked with the person. */
  readonly connected: number;
  /** Nobody was free. */
  readonly abandoned: number;
};

export type ApiKeyDto = {
  readonly scopes: readonly ('own:read' | 'own:write' | 'heartbeat:write' | 'offers:write' | 'activity:write' | 'agents:read' | 'agents:write' | 'teams:read' | 'teams:write' | 'sector-agents:read' | 'sector-agents:write' | 'metrics:read' | 'calls:read' | 'calls:write' | 'bulk-calls:read' | 'bulk-calls:write' | 'dnc:read' | 'dnc:write' | 'queue:read' | 'queue:write' | 'analytics:read' | 'analytics:write' | 'reports:read' | 'reports:write' | 'routing:read' | 'routing:write' | 'channels:read' | 'channels:write' | 'webhooks:read' | 'webhooks:write' | 'settings:read' | 'settings:write' | 'events:read' | 'admin:write')[];
  readonly agentId: number | null;
  readonly expiresAt: string | null;
  /** To the minute. */
  readonly lastUsedAt: string | null;
  readonly id: string;
  readonly name: string;
  /** How the key begins. */
  readonly prefix: string;
  /** The admin who made it. */
  readonly createdBy: number;
  readonly createdAt: string;
};

export type AssignAgentDto = {
  /** Who takes the calls: a person or a bot. */
  readonly agentId: number;
  /** The member that it works for. */
  readonly memberId?: string | null;
  readonly priority?: number;
};

export type AttemptDto = {
  /** What the receiver answered; null: nothing. */
  readonly status: number | null;
  /** The cause in plain words; null: it was taken. */
  readonly error: string | null;
  readonly at: string;
  readonly latencyMs: number;
};

export type AuditEntryDto = {
  /** The agent, or the API key, that made the change. */
  readonly actor: {
    readonly agentId?: number;
  } | {
    readonly apiKeyId?: string;
  };
  /** Which one of several, such as the type of a channel. */
  readonly target: string | null;
  readonly changes: readonly FieldChangeDto[];
  readonly id: string;
  readonly at: string;
  /** The address that the request came from. */
  readonly ip: string;
  readonly section: string;
};

export type BatchDto = {
  readonly batchId: string;
  readonly total: number;
  /** Not dialled yet. */
  readonly waiting: number;
  /** Being dialled, ringing or talking. */
  readonly dialling: number;
  /** Answered and over. */
  readonly done: number;
  /** Over without an answer, or taken back. */
  readonly failed: number;
  /** When the last one is dialled, at the pace so far; null: it is over, or nobody can say. */
  readonly expectedEnd: string | null;
  readonly createdAt: string;
};

export type BestAgentDto = {
  readonly rank: number;
  readonly agentId: number;
  readonly fullName: string | null;
  readonly answered: number;
  /** Success rate = successes ÷ answered. */
  readonly successRate: number | null;
};

export type BulkCallsDto = {
  /** 1 to 1000 calls, each as for a single one; a bad one is reported and holds up no other. */
  readonly calls: readonly (Readonly<Record<string, unknown>>)[];
  /** Milliseconds from one dial to the next; 0: at the account's pace. */
  readonly intervalMs?: number;
};

export type BulkErrorDto = {
  readonly code: string;
  readonly message: string;
};

export type BulkMembersDto = {
  /** 1 to 500, done in this order. */
  readonly operations: readonly BulkOperationDto[];
};

export type BulkOperationDto = {
  readonly action: 'add' | 'move' | 'remove';
  readonly agentId: number;
  /** Of who is added or moved; who is moved keeps its own otherwise. */
  readonly role?: 'lead' | 'member';
  /** The team that a move leads to. */
  readonly toTeamId?: string;
};

export type BulkOutcomeDto = {
  readonly action: 'add' | 'move' | 'remove';
  /** As it is now; null when it was removed, or nothing was done. */
  readonly member: TeamMemberDto | null;
  /** Why nothing was done; null when it was. */
  readonly error: BulkErrorDto | null;
  /** The place in the list that was sent, from 0. */
  readonly index: number;
  readonly agentId: number;
  readonly success: boolean;
};

export type BulkReportDto = {
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
  /** Of the accepted calls, in their order. */
  readonly callLogIds: readonly string[];
  readonly errors: readonly RowErrorDto[];
  readonly batchId: string;
};

export type BulkResultDto = {
  /** One for each operation, in the order that was sent. */
  readonly results: readonly BulkOutcomeDto[];
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
};

export type CacheHitsDto = {
  readonly cache: string;
  /** On this node, since it started. */
  readonly reads: number;
  readonly hits: number;
  /** Hits ÷ reads; null before the first read. */
  readonly hitRate: number | null;
};

export type CallDispositionDto = {
  readonly name: string;
  readonly note: string | null;
  /** In the company's currency. */
  readonly value: number;
  readonly isSuccess: boolean;
  /** The agent who said it. */
  readonly by: number;
  readonly at: string;
};

export type CallDto = {
  readonly direction: 'inbound' | 'outbound';
  readonly status: 'received' | 'queued' | 'offered' | 'ringing' | 'connected' | 'completed' | 'failed' | 'no_answer' | 'busy' | 'abandoned' | 'canceled' | 'initiated';
  /** The furthest that a dial got; of outgoing calls only. */
  readonly outboundStatus: 'initiated' | 'queued' | 'scheduled' | 'dialing' | 'ringing' | 'connected' | 'completed' | 'failed' | 'no_answer' | 'busy' | 'canceled' | null;
  /** Of an incoming call 0–10, more is sooner; of an outgoing one a word. */
  readonly priority: number | 'low' | 'medium' | 'high';
  /** Exotel's id of the call; null while it is not dialled. */
  readonly providerSid: string | null;
  /** When the call came, or when Exotel began to dial it. */
  readonly startedAt: string | null;
  readonly failureReason: 'talked' | 'caller_hung_up' | 'hung_up_in_wait' | 'nobody_answered' | 'agent_busy' | 'provider_failed' | 'system_unreachable' | 'channel_deleted' | 'closed' | 'blocked' | 'overflow_voicemail' | 'overflow_hung_up' | 'nobody_ready' | 'callback_requested' | 'callback_known' | 'removed_from_line' | 'reconciled' | 'no_answer' | 'busy' | 'voicemail' | 'network_error' | 'rate_limited' | 'api_unavailable' | 'invalid_number' | 'do_not_disturb' | 'on_dnc_list' | 'agent_no_answer' | 'agent_failed' | 'agent_gone' | 'provider_refused' | 'no_line' | 'canceled' | 'unconfirmed' | 'abandoned' | null;
  /** Of outgoing calls: `campaignId`, `batchId` and free values. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly callLogId: string;
  /** The customer's number; null when withheld. */
  readonly phoneNumber: string | null;
  readonly agentId: number | null;
  readonly teamId: string | null;
  readonly sector: string | null;
  readonly answeredAt: string | null;
  readonly endedAt: string | null;
  /** Seconds from the start to the end. */
  readonly duration: number | null;
  /** Seconds from arrival to the answer, or to the end; of incoming calls. */
  readonly waitSeconds: number | null;
  /** Seconds of conversation. */
  readonly talkSeconds: number | null;
  readonly recordingUrl: string | null;
  readonly cost: number | null;
  /** Did Exotel's own record confirm the end? Its webhooks are not signed. */
  readonly confirmed: boolean;
  readonly disposition: CallDispositionDto | null;
  /** Of outgoing calls: the user who asked for it. */
  readonly userId: string | null;
  /** Of outgoing calls: not dialled before this. */
  readonly scheduledFor: string | null;
  /** Of outgoing calls: when it was accepted. */
  readonly initiatedAt: string | null;
  /** The how manieth further attempt it is. */
  readonly retryCount: number;
  /** The first call, where this is a further attempt. */
  readonly retryOf: string | null;
};

export type CallEventDto = {
  readonly data: Readonly<Record<string, unknown>>;
  readonly id: string;
  /** The tenant's number of the event; null for a moment after the commit. */
  readonly seq: number | null;
  readonly type: string;
  readonly at: string;
};

export type CallImportReportDto = {
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
  /** The first 1000 bad lines. */
  readonly errors: readonly LineErrorDto[];
  readonly batchId: string;
};

export type CallNeedDto = {
  readonly teamId: string | null;
  readonly sector: string | null;
  readonly capabilities: readonly string[];
  /** 0–10. */
  readonly priority: number;
  /** The level of the capabilities that it insisted on; 0: none. */
  readonly capabilityLevel: number;
};

export type CallbackDto = {
  readonly teamId: string | null;
  readonly sector: string | null;
  readonly state: 'waiting' | 'dialling' | 'done' | 'failed' | 'canceled';
  /** Place in line, from 1; null when it is over. */
  readonly position: number | null;
  /** Not before this; null: when its turn comes. */
  readonly nextAttemptAt: string | null;
  /** Who was taken for the last attempt. */
  readonly agentId: number | null;
  /** The call that was placed last. */
  readonly placedCallLogId: string | null;
  /** What the last attempt came to. */
  readonly lastResult: string | null;
  readonly endedAt: string | null;
  /** The id of the call in which it was asked for. */
  readonly id: string;
  readonly callLogId: string;
  readonly phoneNumber: string;
  /** 0–10, more is sooner. */
  readonly priority: number;
  /** When the call came: its place in line is still that one. */
  readonly arrivedAt: string;
  readonly requestedAt: string;
  /** Times that it was dialled. */
  readonly attempts: number;
};

export type CampaignDto = {
  readonly mode: 'preview' | 'progressive' | 'power';
  readonly status: 'draft' | 'running' | 'paused' | 'done';
  readonly agentIds: readonly number[];
  readonly teamId: string | null;
  readonly callsPerMinute: number | null;
  readonly callingWindow: CampaignWindowDto | null;
  readonly recycling: readonly RecyclingDto[];
  readonly priority: 'low' | 'medium' | 'high';
  readonly startedAt: string | null;
  readonly id: string;
  readonly name: string;
  readonly keepsAgentOnLine: boolean;
  readonly linesPerAgent: number;
  readonly retry: LeadRetryDto;
  readonly callsPerNumberPerDay: number;
  readonly previewSeconds: number;
  readonly createdBy: number;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type CampaignWindowDto = {
  /** 1 is Monday, 7 is Sunday. */
  readonly daysOfWeek: readonly number[];
  readonly start: string;
  /** Not before the start; 24:00 is the end of the day. */
  readonly end: string;
};

export type CampaignWithLeadsDto = {
  readonly mode: 'preview' | 'progressive' | 'power';
  readonly status: 'draft' | 'running' | 'paused' | 'done';
  readonly agentIds: readonly number[];
  readonly teamId: string | null;
  readonly callsPerMinute: number | null;
  readonly callingWindow: CampaignWindowDto | null;
  readonly recycling: readonly RecyclingDto[];
  readonly priority: 'low' | 'medium' | 'high';
  readonly startedAt: string | null;
  readonly id: string;
  readonly name: string;
  readonly keepsAgentOnLine: boolean;
  readonly linesPerAgent: number;
  readonly retry: LeadRetryDto;
  readonly callsPerNumberPerDay: number;
  readonly previewSeconds: number;
  readonly createdBy: number;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly leads: LeadCountsDto;
  readonly abandonment: AbandonmentDto;
};

export type CanceledCallDto = {
  readonly callLogId: string;
  readonly status: string;
  readonly message: string;
};

export type CandidateDto = {
  readonly agentId: number;
  /** The sum of the terms. */
  readonly score: number;
  readonly terms: ScoreTermsDto;
  /** 0–100. */
  readonly readiness: number;
  /** Ties go to the one idle longest. */
  readonly idleSince: string;
};

export type CapabilityDto = {
  readonly name: string;
  /** How well: 1 to 5. */
  readonly level: number;
};

export type ChangeAnomalyDto = {
  /** `acknowledged`: somebody looks after it; `resolved`: it needs nobody any more. */
  readonly state: 'acknowledged' | 'resolved';
  /** What is known of it. */
  readonly note?: string | null;
};

export type ChangeCampaignDto = {
  /** `preview`: an agent looks at a lead first; `progressive`: whoever is free is called; `power`: more leads are dialled than agents are free, as long as 3 % of the answered calls are abandoned at most. */
  readonly mode?: 'preview' | 'progressive' | 'power';
  /** Who calls. */
  readonly agentIds?: readonly number[];
  /** Whose assigned agents call, too. */
  readonly teamId?: string | null;
  /** Calls that are begun in a minute at most; null: as agents are free. */
  readonly callsPerMinute?: number | null;
  /** Of `progressive`: the agent's phone rings once, and lead after lead is put through to it until it hangs up or no lead is left. Needs the channel's flow (`appId`). */
  readonly keepsAgentOnLine?: boolean;
  /** Of `power`: leads that are dialled for each free agent, at most. */
  readonly linesPerAgent?: number;
  /** Beside the company's own window: both hold. Null: only that. */
  readonly callingWindow?: CampaignWindowDto | null;
  /** When a lead that was not reached is called again. */
  readonly retry?: LeadRetryDto;
  /** After which dispositions a lead is called again. */
  readonly recycling?: readonly RecyclingDto[];
  /** Calls of the company to one number in one of its days, at most. */
  readonly callsPerNumberPerDay?: number;
  readonly priority?: 'low' | 'medium' | 'high';
  /** How long an agent may look at a lead. */
  readonly previewSeconds?: number;
  readonly name?: string;
};

export type ChangeDto = {
  readonly offered: number | null;
  readonly answered: number | null;
  readonly abandoned: number | null;
  readonly serviceLevel: number | null;
  readonly asa: number | null;
  readonly waitAbandoned: number | null;
  readonly aht: number | null;
  readonly abandonRate: number | null;
  readonly successRate: number | null;
  readonly fcr: number | null;
  readonly talkSeconds: number | null;
  readonly missedOffers: number | null;
  readonly quality: number | null;
  readonly csat: number | null;
  readonly nps: number | null;
};

export type ChangePasswordDto = {
  readonly currentPassword: string;
  /** 8 to 128 characters with lower and upper case and a digit. */
  readonly newPassword: string;
};

export type ChangeScheduleDto = {
  readonly agentId?: number;
  /** Null: the company's. */
  readonly businessHours?: OwnHoursDto | null;
  /** Null: one call. */
  readonly recurring?: RecurringDto | null;
  readonly priority?: 'low' | 'medium' | 'high';
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly phoneNumber?: string;
  readonly scheduledFor?: string;
  readonly timezone?: string;
  readonly respectBusinessHours?: boolean;
};

export type ChangedEmailChannelDto = {
  readonly config?: EmailConfigDto;
  /** A secret as it was shown (`••••1234`) is unchanged. */
  readonly credentials?: ChangedEmailCredentialsDto;
  readonly name?: string;
  readonly isActive?: boolean;
};

export type ChangedEmailCredentialsDto = {
  /** What the SMTP server knows the account by. */
  readonly username?: string;
  readonly password?: string;
};

export type ChangedSmsChannelDto = {
  readonly config?: SmsConfigDto;
  /** A secret as it was shown (`••••1234`) is unchanged. */
  readonly credentials?: ChangedSmsCredentialsDto;
  readonly name?: string;
  readonly isActive?: boolean;
};

export type ChangedSmsCredentialsDto = {
  /** From Exotel's API settings. */
  readonly apiKey?: string;
  /** From Exotel's API settings. */
  readonly apiToken?: string;
};

export type ChangedVoiceChannelDto = {
  readonly config?: VoiceConfigDto;
  /** A secret as it was shown (`••••1234`) is unchanged. */
  readonly credentials?: ChangedVoiceCredentialsDto;
  readonly name?: string;
  readonly isActive?: boolean;
};

export type ChangedVoiceCredentialsDto = {
  /** From Exotel's API settings. */
  readonly apiKey?: string;
  /** From Exotel's API settings. */
  readonly apiToken?: string;
};

export type ChangedWebchatChannelDto = {
  readonly config?: WebchatConfigDto;
  /** A secret as it was shown (`••••1234`) is unchanged. */
  readonly credentials?: ChangedWebchatCredentialsDto;
  readonly name?: string;
  readonly isActive?: boolean;
};

export type ChangedWebchatCredentialsDto = Readonly<Record<string, unknown>>;

export type ChangedWebhookDto = {
  readonly url?: string;
  readonly description?: string | null;
  readonly events?: readonly string[];
  /** Off: nothing is sent, and what happens meanwhile never will be. */
  readonly isActive?: boolean;
};

export type ChangedWhatsappChannelDto = {
  readonly config?: WhatsappConfigDto;
  /** A secret as it was shown (`••••1234`) is unchanged. */
  readonly credentials?: ChangedWhatsappCredentialsDto;
  readonly name?: string;
  readonly isActive?: boolean;
};

export type ChangedWhatsappCredentialsDto = {
  /** From Exotel's API settings. */
  readonly apiKey?: string;
  /** From Exotel's API settings. */
  readonly apiToken?: string;
};

export type ChannelSatisfactionDto = {
  readonly channelId: string;
  readonly csatAnswers: number;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Mean of the answers, 1 to 5. */
  readonly csatMean: number | null;
  readonly npsAnswers: number;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
};

export type ChannelStateDto = {
  readonly type: 'voice' | 'sms' | 'whatsapp' | 'email' | 'webchat';
  readonly name: string | null;
  readonly lastTestedAt: string | null;
  readonly lastTestResult: TestResultDto | null;
  /** Does the company have such a channel? */
  readonly isConfigured: boolean;
  readonly isActive: boolean;
};

export type ChannelStatusDto = {
  /** Off: Exotel's questions are answered with "nobody". */
  readonly isActive: boolean;
};

export type ChannelTokenDto = {
  /** What every webhook address begins with; null for types that nobody calls yet. */
  readonly webhookBaseUrl: string | null;
  /** Until when an older token works too; null: there is none. */
  readonly oldTokenUntil: string | null;
  /** The secret part of the webhook addresses. */
  readonly webhookToken: string;
};

export type CleanupDto = {
  /** Agents that were marked now. */
  readonly marked: number;
};

export type ComparedDto = {
  readonly test: 'fisher_exact' | 'welch_t';
  readonly agent: number;
  readonly team: number;
  /** By chance alone, as if it were the only comparison; one-sided. */
  readonly p: number;
  /** After Holm's correction for all comparisons. */
  readonly pAdjusted: number;
  /** Below 0.05 after the correction. */
  readonly isBetter: boolean;
};

export type CreateAgentDto = {
  readonly role: 'admin' | 'cs' | 'viewer';
  /** A person, or a voice bot. */
  readonly kind?: 'human' | 'bot' | null;
  /** Calls at once: 1 by default, 10 for bots. */
  readonly maxConcurrentCalls?: number | null;
  /** Unique in the deployment, whatever the case. */
  readonly username: string;
  /** Unique in the deployment, whatever the case. */
  readonly email: string;
  /** As others see it. */
  readonly fullName: string;
  readonly department: string;
  /** 8 to 128 characters with lower and upper case and a digit. */
  readonly password: string;
  /** Where the agent's calls ring. */
  readonly phone?: string | null;
  /** Address of a picture. */
  readonly avatar?: string | null;
  /** Where a bot takes its calls: a WebSocket that speaks Exotel's Voicebot protocol. Without it a bot is dialled by its phone. Everybody who may read agents sees it. */
  readonly streamUrl?: string | null;
  /** The agent's name in another system. */
  readonly externalId?: string | null;
};

export type CreateApiKeyDto = {
  /** What it may do; nothing else. `own:*` and `offers:*` need an `agentId`. */
  readonly scopes: readonly ('own:read' | 'own:write' | 'heartbeat:write' | 'offers:write' | 'activity:write' | 'agents:read' | 'agents:write' | 'teams:read' | 'teams:write' | 'sector-agents:read' | 'sector-agents:write' | 'metrics:read' | 'calls:read' | 'calls:write' | 'bulk-calls:read' | 'bulk-calls:write' | 'dnc:read' | 'dnc:write' | 'queue:read' | 'queue:write' | 'analytics:read' | 'analytics:write' | 'reports:read' | 'reports:write' | 'routing:read' | 'routing:write' | 'channels:read' | 'channels:write' | 'webhooks:read' | 'webhooks:write' | 'settings:read' | 'settings:write' | 'events:read' | 'admin:write')[];
  /** The one agent that it acts for, such as a bot; without it, it acts for the company. */
  readonly agentId?: number | null;
  /** It is good until then; for ever without it. */
  readonly expiresAt?: string | null;
  /** What it is for. */
  readonly name: string;
};

export type CreateProfileDto = {
  readonly agentId: number;
  /** 0 to 10. */
  readonly priority?: number;
  /** What the agent can do; a name alone means level 3. */
  readonly capabilities?: readonly (CapabilityDto | string)[];
  /** Share of calls that succeed; null until it is measured. */
  readonly successRate?: number | null;
  /** Seconds a call takes; null until it is measured. */
  readonly avgHandleTime?: number | null;
  readonly sector: string;
  /** No calls of the sector come by a profile that is not. */
  readonly isActive?: boolean;
};

export type CreateQualityScoreDto = {
  /** Every item of the scorecard. */
  readonly items: readonly ItemScoreDto[];
  readonly comment?: string | null;
  /** A call that has ended and that an agent answered. */
  readonly callLogId: string;
  /** Its name; the first one unless given. */
  readonly scorecard?: string;
};

export type CreateSatisfactionDto = {
  /** 1, not at all, to 5, very satisfied; it or `nps` must be given. */
  readonly csat?: number | null;
  /** How likely to recommend us: 0 to 10. */
  readonly nps?: number | null;
  readonly comment?: string | null;
  /** A call that has ended and that an agent answered. */
  readonly callLogId: string;
};

export type CreateTeamDto = {
  /** The agent who leads it. */
  readonly leadId?: number | null;
  /** Unique in the company, whatever the case. */
  readonly name: string;
  /** What its calls are about. */
  readonly sector: string;
  /** Free text. */
  readonly description?: string | null;
  /** No calls come to a team that is not. */
  readonly isActive?: boolean;
};

export type DashboardDto = {
  /** The oldest first; days without a call are left out. */
  readonly days: readonly DayFiguresDto[];
  /** By success rate, of agents with ten answered calls at least. */
  readonly topPerformers: readonly BestAgentDto[];
  /** The ten with most answered calls. */
  readonly sectors: readonly SectorAtAGlanceDto[];
  /** What is not as it should be and nobody resolved: the ten newest. */
  readonly anomalies: readonly AnomalyDto[];
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
  /** The floor now. */
  readonly live: LiveMetricsDto;
  /** What was folded of today. */
  readonly today: FiguresDto;
  readonly yesterday: FiguresDto;
  /** Of the last seven days, today among them. */
  readonly totals: FiguresDto;
  /** Since the seven days before. */
  readonly change: ChangeDto;
  readonly quality: QualityFiguresDto;
  readonly satisfaction: SatisfactionFiguresDto;
  readonly money: DashboardMoneyDto;
};

export type DashboardMoneyDto = {
  /** ISO 4217. */
  readonly currency: string;
  /** Call cost = sum of the prices of calls; null while no price is known. */
  readonly callCost: number | null;
  /** Agent cost = hours of talk, hold and wrap-up × cost of an hour, the one in force when the call came; null while it is not set. */
  readonly agentCost: number | null;
  /** Cost = call cost + agent cost, as far as it is known. */
  readonly cost: number | null;
  /** Revenue = sum of the values of dispositions; null while no call has one. */
  readonly revenue: number | null;
  /** Cost per call = cost ÷ calls. */
  readonly costPerCall: number | null;
  /** Return on investment = (revenue − cost) ÷ cost. */
  readonly roi: number | null;
};

export type DayFiguresDto = {
  /** In the company's time zone. */
  readonly day: string;
  /** Offered = calls that asked for an agent and have ended. Of an agent: calls that reached its phone. */
  readonly offered: number;
  /** Answered = completed calls. Of an agent: those that it took. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. Of an agent: while its phone rang. */
  readonly abandoned: number;
  /** Service level = answered within the target ÷ (answered + abandoned after the target); the target is the one in force when the call came. Null when there is nothing to divide by. */
  readonly serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. Null when nothing was answered. */
  readonly asa: number | null;
  /** Average wait of the abandoned, in seconds = wait of the abandoned ÷ abandoned. Null when nobody hung up. */
  readonly waitAbandoned: number | null;
  /** Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was answered. */
  readonly aht: number | null;
  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. */
  readonly abandonRate: number | null;
  /** Success rate = successes ÷ answered. A success is a completed call that was talked on, unless its disposition says otherwise. */
  readonly successRate: number | null;
  /** First contact resolution = answered calls without a further call from that number to that sector within 7 days ÷ answered calls whose 7 days are over. Null until any are. */
  readonly fcr: number | null;
  /** Talk time = sum of the seconds of conversation. */
  readonly talkSeconds: number;
  /** Missed offers = offers that rang out unanswered. */
  readonly missedOffers: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
};

export type DaySatisfactionDto = {
  readonly csatAnswers: number;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Mean of the answers, 1 to 5. */
  readonly csatMean: number | null;
  readonly npsAnswers: number;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
  /** In the company's time zone. */
  readonly day: string;
};

export type DecisionDto = {
  readonly path: 'team' | 'sector' | 'last_agent' | 'status_fallback' | 'fallback_agent' | 'priority_fallback' | 'queued';
  /** The agent whose place was taken; null when the call waits. */
  readonly winner: number | null;
  /** How many fell to each check. */
  readonly fallen: Readonly<Record<string, number>>;
  readonly discovery: 'enhanced' | 'status';
  readonly id: string;
  readonly callLogId: string;
  readonly at: string;
  /** The best twenty, the winner first. */
  readonly candidates: readonly CandidateDto[];
  /** How many agents stood open. */
  readonly candidateCount: number;
  readonly need: CallNeedDto;
  readonly rulesVersion: number;
  readonly indexVersion: number;
  readonly policyVersion: number;
  /** Milliseconds from the question to the reserved agent. */
  readonly ms: number;
};

export type DecisionMsDto = {
  readonly p50: number | null;
  readonly p95: number | null;
};

export type DeliveryDto = {
  readonly callLogId: string | null;
  /** `parked`: three days of attempts failed; a replay begins anew. */
  readonly state: 'pending' | 'delivered' | 'parked';
  /** The last thirty, oldest first. */
  readonly attempts: readonly AttemptDto[];
  readonly nextAttemptAt: string | null;
  readonly deliveredAt: string | null;
  readonly parkedAt: string | null;
  readonly id: string;
  /** The message's `webhook-id`, the same each time it is sent. */
  readonly eventId: string;
  readonly eventType: string;
  /** The event's number. */
  readonly seq: number;
  /** Failed attempts since it was made, or replayed. */
  readonly failures: number;
  /** When the last attempt is made. */
  readonly giveUpAt: string;
  readonly createdAt: string;
};

export type DepartmentDto = {
  readonly name: string;
  /** Agents that belong to it. */
  readonly count: number;
};

export type DeviceStatsDto = {
  readonly bySource: Readonly<Record<string, number>>;
  /** Active agents. */
  readonly agents: number;
  readonly reachable: number;
  readonly from: string;
  readonly to: string;
  /** What kept agents who wanted calls from being reached. */
  readonly issues: readonly IssueFiguresDto[];
};

export type DevicesDto = {
  readonly devices: readonly AgentDeviceDto[];
  /** Those that the company has not. */
  readonly unknown: readonly number[];
};

export type DigitsTargetDto = {
  /** What the caller types. */
  readonly digits: string;
  /** Id of a team of the company. */
  readonly team?: string;
  /** A sector instead of a team. */
  readonly sector?: string;
};

export type DncDto = {
  /** `provider`: the telephone company refused to dial it. */
  readonly source: 'manual' | 'import' | 'provider';
  readonly phoneNumber: string;
  readonly reason: string | null;
  /** The agent who listed it; null: nobody did. */
  readonly addedBy: number | null;
  readonly createdAt: string;
};

export type DncImportDto = {
  readonly total: number;
  /** Newly listed. */
  readonly added: number;
  /** Listed before, or twice in the file. */
  readonly known: number;
  readonly failed: number;
  /** The first 1000 bad lines. */
  readonly errors: readonly DncLineErrorDto[];
};

export type DncLineErrorDto = {
  /** Of the file, from 1. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
};

export type DoneDto = {
  readonly success: boolean;
  readonly message: string;
};

export type EmailChannelDto = {
  /** When the present settings were tested last; null: never. */
  readonly lastTestedAt: string | null;
  readonly lastTestResult: TestResultDto | null;
  readonly type: 'email';
  readonly config: EmailConfigDto;
  /** never more than the last four characters of each */
  readonly credentials?: {
    readonly username: string;
    readonly password: string;
  };
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type EmailConfigDto = {
  /** `none` is refused in production: the password would be readable on the way. */
  readonly security: 'tls' | 'starttls' | 'none';
  /** Name of the SMTP server. */
  readonly host: string;
  /** 465 with `tls`, 587 with `starttls`. */
  readonly port: number;
  /** The address that mails come from. */
  readonly from: string;
};

export type EmailCredentialsDto = {
  /** What the SMTP server knows the account by. */
  readonly username: string;
  readonly password: string;
};

export type EraseCallerDto = {
  /** In any form that a call could have come with. */
  readonly phoneNumber: string;
};

export type ErasedDto = {
  /** Documents that named the caller, by collection; a repeat finds none. */
  readonly erased: Readonly<Record<string, number>>;
  /** All of them together. */
  readonly total: number;
};

export type Error = {
  readonly success: false;
  readonly error: {
    /** stable */
    readonly code: string;
    /** may change */
    readonly message: string;
    readonly details?: readonly ({
      readonly field?: string;
      readonly message?: string;
    })[];
    readonly requestId: string;
  };
};

export type EventDto = {
  readonly event: 'agent_online' | 'agent_offline' | 'agent_status_change' | 'agent_activity' | 'performance_update' | 'agent_created' | 'agent_updated' | 'agent_deleted' | 'call_offered' | 'call_update' | 'call_ended' | 'anomaly_detected' | 'batch_progress' | 'report_progress';
  /** What a socket gets, with `seq` and `prev`. */
  readonly data: Readonly<Record<string, unknown>>;
};

export type ExotelCredentialsDto = {
  /** From Exotel's API settings. */
  readonly apiKey: string;
  /** From Exotel's API settings. */
  readonly apiToken: string;
};

export type ExotelDto = {
  /** The account's region: Singapore or Mumbai. */
  readonly subdomain: 'api.exotel.com' | 'api.in.exotel.com';
  /** The account's SID, from Exotel's API settings. */
  readonly accountSid: string;
};

export type ExpectedWaitDto = {
  /** Half of such calls wait no longer from this place; null while too few were measured. */
  readonly p50Seconds: number | null;
  /** Nine in ten wait no longer. */
  readonly p90Seconds: number | null;
  /** Agents at work for such calls, free or not. */
  readonly agents: number;
  /** Seconds that a call takes an agent, wrap-up and all. */
  readonly handleSeconds: number;
  /** How right such promises were lately. */
  readonly error: WaitErrorDto;
};

export type FieldChangeDto = {
  /** Null: there was nothing. A secret is `••••`. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /** Null: there is nothing any more. A secret is `••••`. */
  readonly after: Readonly<Record<string, unknown>> | null;
  /** The path with dots; a list is one field. */
  readonly field: string;
};

export type FiguresDto = {
  /** Offered = calls that asked for an agent and have ended. Of an agent: calls that reached its phone. */
  readonly offered: number;
  /** Answered = completed calls. Of an agent: those that it took. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. Of an agent: while its phone rang. */
  readonly abandoned: number;
  /** Service level = answered within the target ÷ (answered + abandoned after the target); the target is the one in force when the call came. Null when there is nothing to divide by. */
  readonly serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. Null when nothing was answered. */
  readonly asa: number | null;
  /** Average wait of the abandoned, in seconds = wait of the abandoned ÷ abandoned. Null when nobody hung up. */
  readonly waitAbandoned: number | null;
  /** Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was answered. */
  readonly aht: number | null;
  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. */
  readonly abandonRate: number | null;
  /** Success rate = successes ÷ answered. A success is a completed call that was talked on, unless its disposition says otherwise. */
  readonly successRate: number | null;
  /** First contact resolution = answered calls without a further call from that number to that sector within 7 days ÷ answered calls whose 7 days are over. Null until any are. */
  readonly fcr: number | null;
  /** Talk time = sum of the seconds of conversation. */
  readonly talkSeconds: number;
  /** Missed offers = offers that rang out unanswered. */
  readonly missedOffers: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
};

export type HealthReportDto = {
  readonly status: 'ready' | 'not_ready';
  /** Each part: `up`, `degraded` (work goes on without it) or `down`, and why. */
  readonly parts: Readonly<Record<string, {
    readonly state?: 'up' | 'degraded' | 'down';
    readonly detail?: string;
  }>>;
  /** When the parts were looked at. */
  readonly checkedAt: string;
};

export type HeartbeatAnswerDto = {
  /** What the agent chose. */
  readonly status: 'online' | 'away' | 'busy' | 'offline';
  /** What others see: it follows from the choice, the heartbeats and the calls. */
  readonly onlineStatus: 'online' | 'offline' | 'away' | 'busy';
  readonly reason: string | null;
  /** Since when it is chosen. */
  readonly since: string | null;
  readonly lastHeartbeat: string | null;
  readonly wrapUpUntil: string | null;
  readonly serverTime: string;
  /** Seconds to the next heartbeat, by the deployment's clock. */
  readonly interval: number;
  /** The same in milliseconds of the wall. */
  readonly intervalMs: number;
  readonly deviceConnected: boolean;
  /** Is the last heartbeat older than three intervals? */
  readonly isStale: boolean;
  readonly readiness: ReadinessDto;
  /** Calls that it holds or is reserved for. */
  readonly activeCalls: number;
  readonly maxConcurrentCalls: number;
  /** Offers in a row that it did not take; two set it away. */
  readonly missedInRow: number;
  readonly agentId: number;
};

export type HeartbeatDto = {
  /** The agent itself; an admin may name another. */
  readonly agentId: number;
  /** What the agent wants to be; `available` and `online` are the same. */
  readonly currentStatus?: 'online' | 'available' | 'away' | 'busy' | 'offline';
  /** Whatever tells the device apart. */
  readonly device?: string | Readonly<Record<string, unknown>>;
  /** Can the agent's phone be reached? */
  readonly deviceConnected: boolean;
};

export type HeldOutCheckDto = {
  /** Mean squared error of the chances on these days. */
  readonly error: number | null;
  /** The same for one chance a sector. */
  readonly errorOfMean: number | null;
  readonly gain: number | null;
  /** 95 % of the gain. */
  readonly interval: readonly number[] | null;
  /** Days that were kept out of what was learnt. */
  readonly days: number;
  readonly calls: number;
  /** Is the gain above zero beyond doubt? */
  readonly holds: boolean;
};

export type ImportLineDto = {
  readonly status: 'created' | 'failed';
  readonly id?: number;
  readonly username?: string | null;
  /** Of the file; the first line names the columns. */
  readonly line: number;
  /** Is an e-mail on its way? */
  readonly notified?: boolean;
  /** Why no agent was made of it. */
  readonly code?: string;
  readonly message?: string;
};

export type ImportReportDto = {
  readonly lines: readonly ImportLineDto[];
  readonly created: number;
  readonly failed: number;
  /** New agents that an e-mail is on its way to. */
  readonly notified: number;
  /** What to know beside: columns that are not read, e-mails that are not sent. */
  readonly notices: readonly string[];
  /** false: it stopped before the end of the file; `error` says why. */
  readonly complete: boolean;
};

export type IssueFiguresDto = {
  readonly issue: 'no_number' | 'no_heartbeat' | 'device_disconnected';
  /** Agents who have it now. */
  readonly open: number;
  /** How often it was there in the span. */
  readonly count: number;
  /** Of the span. */
  readonly minutes: number;
};

export type ItemMeanDto = {
  readonly scorecard: string;
  readonly item: string;
  /** Calls that it applied to. */
  readonly n: number;
  readonly mean: number;
};

export type ItemScoreDto = {
  /** 0 to 5; null where it did not apply. */
  readonly score: number | null;
  readonly name: string;
};

export type JobDto = {
  /** `tenant`: runs for each company on its own; all that is shown is this company's. `deployment`: serves all companies together; shown is only whether it works, never what it did for others. */
  readonly scope: 'tenant' | 'deployment';
  /** `requested`: somebody has asked for a run by hand that has not begun yet. */
  readonly state: 'idle' | 'requested' | 'running';
  readonly lastStartedAt: string | null;
  readonly lastEndedAt: string | null;
  readonly outcome: 'done' | 'failed' | null;
  /** What the last run did. */
  readonly did: string | null;
  /** The same in figures. */
  readonly figures: Readonly<Record<string, number>>;
  readonly error: JobErrorDto | null;
  readonly nextRunAt: string | null;
  /** The process that ran it last. */
  readonly node: string | null;
  readonly name: string;
  /** What it is for. */
  readonly description: string;
  readonly schedule: string;
};

export type JobErrorDto = {
  readonly at: string;
  /** What kind of error; the log has the rest. */
  readonly kind: string;
};

export type LastRecountDto = {
  readonly at: string;
  /** Ended calls that were looked at. */
  readonly calls: number;
  /** Calls that were still to be folded. */
  readonly pending: number;
  /** Sums that were not what the calls say. */
  readonly differences: number;
};

export type LeadCallDto = {
  readonly callLogId: string;
  readonly status: string;
};

export type LeadCountsDto = {
  readonly total: number;
  readonly waiting: number;
  readonly previewing: number;
  readonly dialing: number;
  readonly reached: number;
  readonly exhausted: number;
  readonly refused: number;
  readonly skipped: number;
};

export type LeadDto = {
  readonly name: string | null;
  readonly timezone: string | null;
  readonly data: Readonly<Record<string, string>>;
  readonly status: 'waiting' | 'previewing' | 'dialing' | 'done';
  readonly outcome: 'reached' | 'exhausted' | 'refused' | 'skipped' | null;
  readonly agentId: number | null;
  readonly previewUntil: string | null;
  readonly callLogId: string | null;
  /** How its last call ended. */
  readonly lastStatus: string | null;
  readonly lastReason: string | null;
  readonly disposition: string | null;
  readonly id: string;
  readonly campaignId: string;
  readonly phoneNumber: string;
  /** Calls that were made to it. */
  readonly attempts: number;
  readonly nextAttemptAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type LeadErrorDto = {
  /** Its place in the list, from 0; in a file its line. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
};

export type LeadRetryDto = {
  /** Calls to a lead in all. */
  readonly attempts: number;
  /** Doubled with each further attempt. */
  readonly firstDelaySeconds: number;
  readonly longestDelaySeconds: number;
};

export type LeadsReportDto = {
  /** The first thousand. */
  readonly errors: readonly LeadErrorDto[];
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
};

export type LimiterDto = {
  /** Dials of the account that are under way. */
  readonly currentJobs: number;
  /** Calls of the company that are due and wait. */
  readonly queuedJobs: number;
};

export type LineErrorDto = {
  /** Of the file, from 1. */
  readonly line: number;
  readonly code: string;
  readonly field: string;
  readonly message: string;
};

export type LiveAgentDto = {
  /** What the agent chose. */
  readonly status: 'online' | 'away' | 'busy' | 'offline';
  /** What others see: it follows from the choice, the heartbeats and the calls. */
  readonly onlineStatus: 'online' | 'offline' | 'away' | 'busy';
  readonly reason: string | null;
  /** Since when it is chosen. */
  readonly since: string | null;
  readonly lastHeartbeat: string | null;
  readonly wrapUpUntil: string | null;
  readonly deviceConnected: boolean;
  /** Is the last heartbeat older than three intervals? */
  readonly isStale: boolean;
  readonly readiness: ReadinessDto;
  /** Calls that it holds or is reserved for. */
  readonly activeCalls: number;
  readonly maxConcurrentCalls: number;
  /** Offers in a row that it did not take; two set it away. */
  readonly missedInRow: number;
  readonly agentId: number;
  readonly fullName: string;
  readonly department: string;
};

export type LiveAgentsDto = {
  /** Active agents. */
  readonly total: number;
  /** Would get a call now. */
  readonly ready: number;
  readonly online: number;
  /** Also those in wrap-up and those with as many calls as they take. */
  readonly busy: number;
  readonly away: number;
  readonly offline: number;
};

export type LiveLineDto = {
  readonly teamId: string | null;
  readonly sector: string | null;
  readonly waiting: number;
  readonly longestWaitSeconds: number;
};

export type LiveMetricsDto = {
  /** The moment of these figures, a second old at most. */
  readonly asOf: string;
  /** Callers in line. */
  readonly callsWaiting: number;
  /** How long the first in line has waited; 0 when nobody waits. */
  readonly longestWaitSeconds: number;
  /** Calls that an agent is being given. */
  readonly ringing: number;
  /** Calls with an agent. */
  readonly inTalk: number;
  readonly agents: LiveAgentsDto;
  readonly serviceLevel: LiveServiceLevelDto;
  readonly today: LiveTodayDto;
};

export type LiveQueueDto = {
  /** Each team and sector that somebody waits for. */
  readonly lines: readonly LiveLineDto[];
  readonly asOf: string;
  /** Callers in line. */
  readonly waiting: number;
  /** How long the first in line has waited; 0 when nobody waits. */
  readonly longestWaitSeconds: number;
  /** Would get a call now. */
  readonly agentsReady: number;
  /** Of the calls that came in the last 30 minutes. */
  readonly last30Minutes: LiveRecentDto;
};

export type LiveRecentDto = {
  /** Offered = calls that asked for an agent and have ended. */
  readonly offered: number;
  /** Answered = completed calls. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. */
  readonly abandoned: number;
  /** Service level = answered within the target ÷ (answered + abandoned after the target). */
  readonly serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. */
  readonly asa: number | null;
  /** Abandon rate = abandoned ÷ offered. */
  readonly abandonRate: number | null;
};

export type LiveServiceLevelDto = {
  /** This share of calls is to be answered within so many seconds. */
  readonly target: ServiceLevelTargetDto;
  /** Of the calls that came today = answered within the target ÷ (answered + abandoned after the target), by the target of now. Null when there is nothing to divide by. */
  readonly today: number | null;
  /** The same of the calls that came in the last 30 minutes. */
  readonly last30Minutes: number | null;
};

export type LiveTodayDto = {
  /** In the company's time zone. */
  readonly day: string;
  /** Offered = calls that came today, asked for an agent and have ended. */
  readonly offered: number;
  /** Answered = completed calls. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. */
  readonly abandoned: number;
};

export type LoginDto = {
  /** This or `email`. */
  readonly username?: string;
  /** This or `username`. */
  readonly email?: string;
  readonly password: string;
};

export type MailStateDto = {
  readonly recipients: number;
  /** Not taken by the mail server yet; tried again for three days. */
  readonly waiting: number;
  /** Refused for good. */
  readonly givenUp: number;
  /** What the mail server answered last, its code. */
  readonly lastError: string | null;
};

export type MemberTodayDto = {
  /** Offered = calls that asked for an agent and have ended. Of an agent: calls that reached its phone. */
  readonly offered: number;
  /** Answered = completed calls. Of an agent: those that it took. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. Of an agent: while its phone rang. */
  readonly abandoned: number;
  /** Service level = answered within the target ÷ (answered + abandoned after the target); the target is the one in force when the call came. Null when there is nothing to divide by. */
  readonly serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. Null when nothing was answered. */
  readonly asa: number | null;
  /** Average wait of the abandoned, in seconds = wait of the abandoned ÷ abandoned. Null when nobody hung up. */
  readonly waitAbandoned: number | null;
  /** Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was answered. */
  readonly aht: number | null;
  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. */
  readonly abandonRate: number | null;
  /** Success rate = successes ÷ answered. A success is a completed call that was talked on, unless its disposition says otherwise. */
  readonly successRate: number | null;
  /** First contact resolution = answered calls without a further call from that number to that sector within 7 days ÷ answered calls whose 7 days are over. Null until any are. */
  readonly fcr: number | null;
  /** Talk time = sum of the seconds of conversation. */
  readonly talkSeconds: number;
  /** Missed offers = offers that rang out unanswered. */
  readonly missedOffers: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
  /** Tickets that a help desk reported. */
  readonly ticketsResolved: number;
  /** Messages that a help desk reported. */
  readonly messagesHandled: number;
  readonly onlineHours: number;
};

export type MemberWithFiguresDto = {
  readonly role: 'lead' | 'member';
  readonly onlineStatus: 'online' | 'offline' | 'away' | 'busy';
  readonly lastSeen: string | null;
  readonly id: string;
  readonly teamId: string;
  readonly agentId: number;
  readonly isActive: boolean;
  readonly joinedAt: string;
  readonly fullName: string;
  /** Its figures of today, the company's day: all its calls, for whichever team or sector. */
  readonly today: MemberTodayDto;
};

export type MoneyDayDto = {
  /** In the company's time zone. */
  readonly day: string;
  /** Calls that have ended, in both directions. */
  readonly calls: number;
  /** Talk, hold and wrap-up. */
  readonly handledSeconds: number;
  /** Call cost = sum of the prices of calls; null while no price is known. */
  readonly callCost: number | null;
  /** Agent cost = hours of talk, hold and wrap-up × cost of an hour, the one in force when the call came; null while it is not set. */
  readonly agentCost: number | null;
  /** Cost = call cost + agent cost, as far as it is known. */
  readonly cost: number | null;
  /** Revenue = sum of the values of dispositions; null while no call has one. */
  readonly revenue: number | null;
  /** Cost per call = cost ÷ calls. */
  readonly costPerCall: number | null;
  /** Return on investment = (revenue − cost) ÷ cost. */
  readonly roi: number | null;
};

export type MoneyTotalsDto = {
  /** Calls that have ended, in both directions. */
  readonly calls: number;
  /** Talk, hold and wrap-up. */
  readonly handledSeconds: number;
  /** Call cost = sum of the prices of calls; null while no price is known. */
  readonly callCost: number | null;
  /** Agent cost = hours of talk, hold and wrap-up × cost of an hour, the one in force when the call came; null while it is not set. */
  readonly agentCost: number | null;
  /** Cost = call cost + agent cost, as far as it is known. */
  readonly cost: number | null;
  /** Revenue = sum of the values of dispositions; null while no call has one. */
  readonly revenue: number | null;
  /** Cost per call = cost ÷ calls. */
  readonly costPerCall: number | null;
  /** Return on investment = (revenue − cost) ÷ cost. */
  readonly roi: number | null;
};

export type MoveInQueueDto = {
  /** 0–10, more is sooner. */
  readonly priority?: number;
  /** A team of the company. */
  readonly teamId?: string;
};

export type NewApiKeyDto = {
  readonly scopes: readonly ('own:read' | 'own:write' | 'heartbeat:write' | 'offers:write' | 'activity:write' | 'agents:read' | 'agents:write' | 'teams:read' | 'teams:write' | 'sector-agents:read' | 'sector-agents:write' | 'metrics:read' | 'calls:read' | 'calls:write' | 'bulk-calls:read' | 'bulk-calls:write' | 'dnc:read' | 'dnc:write' | 'queue:read' | 'queue:write' | 'analytics:read' | 'analytics:write' | 'reports:read' | 'reports:write' | 'routing:read' | 'routing:write' | 'channels:read' | 'channels:write' | 'webhooks:read' | 'webhooks:write' | 'settings:read' | 'settings:write' | 'events:read' | 'admin:write')[];
  readonly agentId: number | null;
  readonly expiresAt: string | null;
  /** To the minute. */
  readonly lastUsedAt: string | null;
  /** Send it as `Authorization: Bearer`. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  /** How the key begins. */
  readonly prefix: string;
  /** The admin who made it. */
  readonly createdBy: number;
  readonly createdAt: string;
};

export type NewCampaignDto = {
  /** `preview`: an agent looks at a lead first; `progressive`: whoever is free is called; `power`: more leads are dialled than agents are free, as long as 3 % of the answered calls are abandoned at most. */
  readonly mode?: 'preview' | 'progressive' | 'power';
  /** Who calls. */
  readonly agentIds?: readonly number[];
  /** Whose assigned agents call, too. */
  readonly teamId?: string | null;
  /** Calls that are begun in a minute at most; null: as agents are free. */
  readonly callsPerMinute?: number | null;
  /** Of `progressive`: the agent's phone rings once, and lead after lead is put through to it until it hangs up or no lead is left. Needs the channel's flow (`appId`). */
  readonly keepsAgentOnLine?: boolean;
  /** Of `power`: leads that are dialled for each free agent, at most. */
  readonly linesPerAgent?: number;
  /** Beside the company's own window: both hold. Null: only that. */
  readonly callingWindow?: CampaignWindowDto | null;
  /** When a lead that was not reached is called again. */
  readonly retry?: LeadRetryDto;
  /** After which dispositions a lead is called again. */
  readonly recycling?: readonly RecyclingDto[];
  /** Calls of the company to one number in one of its days, at most. */
  readonly callsPerNumberPerDay?: number;
  readonly priority?: 'low' | 'medium' | 'high';
  /** How long an agent may look at a lead. */
  readonly previewSeconds?: number;
  readonly name: string;
};

export type NewEmailChannelDto = {
  readonly type: 'email';
  readonly config: EmailConfigDto;
  readonly credentials: EmailCredentialsDto;
  readonly name: string;
  /** On by default. */
  readonly isActive?: boolean;
};

export type NewLeadDto = {
  readonly name?: string | null;
  /** IANA zone of the person; by the number's country, if left out. */
  readonly timezone?: string | null;
  /** What the agent shall see. */
  readonly data?: Readonly<Record<string, string>>;
  /** E.164, and possible for its country. */
  readonly phoneNumber: string;
};

export type NewLeadsDto = {
  /** 1 to 1000. */
  readonly leads: readonly NewLeadDto[];
};

export type NewReportScheduleDto = {
  /** `summary`: figures by day; `agents`, `sectors`: figures of each; `calls`: each call; `forecast`: the calls that are expected. */
  readonly type: 'summary' | 'agents' | 'sectors' | 'calls' | 'forecast';
  /** PDF has charts; it is not for a report of each call. */
  readonly format: 'json' | 'csv' | 'xlsx' | 'pdf';
  /** What it is called; its type unless given. */
  readonly title?: string;
  /** Only this sector; not together with `team`. */
  readonly sector?: string;
  /** Only the team with this id. */
  readonly team?: string;
  /** Only this agent. */
  readonly agent?: number;
  /** Only these figures; all unless given. */
  readonly metrics?: readonly ('offered' | 'answered' | 'abandoned' | 'serviceLevel' | 'asa' | 'waitAbandoned' | 'aht' | 'abandonRate' | 'successRate' | 'fcr' | 'talkSeconds' | 'missedOffers' | 'quality' | 'csat' | 'nps')[];
  /** Who gets it by e-mail when it is ready. */
  readonly recipients?: readonly string[];
  /** Which days it is about, as they are when it is made. */
  readonly span: 'yesterday' | 'last_7_days' | 'last_30_days' | 'last_month' | 'next_14_days';
  readonly frequency: 'daily' | 'weekly' | 'monthly';
  /** By the clocks of the company's zone. */
  readonly time: string;
  /** Of a weekly one: 1 is Monday, 7 is Sunday. */
  readonly weekday?: number;
  /** Of a monthly one; in a month without that day, its last. */
  readonly dayOfMonth?: number;
};

export type NewSmsChannelDto = {
  readonly type: 'sms';
  readonly config: SmsConfigDto;
  readonly credentials: ExotelCredentialsDto;
  readonly name: string;
  /** On by default. */
  readonly isActive?: boolean;
};

export type NewVoiceChannelDto = {
  readonly type: 'voice';
  readonly config: VoiceConfigDto;
  readonly credentials: ExotelCredentialsDto;
  readonly name: string;
  /** On by default. */
  readonly isActive?: boolean;
};

export type NewWebchatChannelDto = {
  readonly type: 'webchat';
  readonly config: WebchatConfigDto;
  readonly credentials?: WebchatCredentialsDto;
  readonly name: string;
  /** On by default. */
  readonly isActive?: boolean;
};

export type NewWebhookDto = {
  /** Where events are sent by POST: a public address, https in production. */
  readonly url: string;
  readonly description?: string | null;
  /** Which events: all (`*`), those of a kind (`call.*`) or one (`call.ended`). All by default. */
  readonly events?: readonly string[];
};

export type NewWhatsappChannelDto = {
  readonly type: 'whatsapp';
  readonly config: WhatsappConfigDto;
  readonly credentials: ExotelCredentialsDto;
  readonly name: string;
  /** On by default. */
  readonly isActive?: boolean;
};

export type NumberTargetDto = {
  /** The number that is called, in any usual way of writing. */
  readonly number: string;
  /** What the agent should be able to do. */
  readonly capabilities?: readonly string[];
  /** 0 to 10; higher is served sooner. */
  readonly priority?: number;
  /** Id of a team of the company. */
  readonly team?: string;
  /** A sector instead of a team. */
  readonly sector?: string;
};

export type OfferDto = {
  /** What the telephone says. */
  readonly state: 'reserved' | 'offered' | 'ringing' | 'answered' | 'missed' | 'busy' | 'failed' | 'rejected' | 'withdrawn';
  /** What the agent said; null while it has said nothing. */
  readonly decision: 'accepted' | 'rejected' | null;
  /** When the phone stops to ring; null before it has begun. */
  readonly ringUntil: string | null;
  readonly offerId: string;
  readonly callLogId: string;
  /** Whom the call is offered to. */
  readonly agentId: number;
  /** 1, 2, 3 … within the call. */
  readonly number: number;
};

export type OutboundStatsDto = {
  readonly circuitBreaker: 'closed' | 'open' | 'half-open';
  readonly activeCalls: number;
  readonly maxConcurrentCalls: number;
  /** Percent. */
  readonly utilization: number;
  readonly rateLimiter: LimiterDto;
};

export type OutcomeCountDto = {
  readonly outcome: 'completed' | 'abandoned' | 'no_answer' | 'busy' | 'failed' | 'canceled';
  readonly calls: number;
  /** Calls ÷ offered; null when nothing was offered. */
  readonly share: number | null;
};

export type OutcomesDto = {
  readonly completed: number;
  readonly abandoned: number;
  readonly no_answer: number;
  readonly busy: number;
  readonly failed: number;
  readonly canceled: number;
};

export type OutlookDto = {
  readonly expected: number;
  /** 19 of 20 times it is at least so much … */
  readonly low95: number;
  /** … and at most so much. */
  readonly high95: number;
};

export type OwnHoursDto = {
  /** 1 is Monday, 7 is Sunday. */
  readonly daysOfWeek: readonly number[];
  readonly start: string;
  /** Not before the start; 24:00 is the end of the day. */
  readonly end: string;
};

export type PageMeta = {
  readonly total: number;
  readonly page: number;
  readonly limit: number;
  readonly totalPages: number;
};

export type PartDto = {
  /** `degraded`: work goes on without it. */
  readonly state: 'up' | 'degraded' | 'down';
  /** What is wrong, in plain words. */
  readonly detail?: string;
};

export type PasswordResetDto = {
  /** The password that was made, shown this once; null where one was given. */
  readonly temporaryPassword: string | null;
  /** When the new password ends, unless its agent has chosen another. */
  readonly validUntil: string;
  readonly success: boolean;
  readonly message: string;
};

export type PeriodFiguresDto = {
  /** The oldest first; days without a call are left out. */
  readonly days: readonly DayFiguresDto[];
  readonly from: string;
  readonly to: string;
  /** Days are days in it. */
  readonly timezone: string;
  /** All days together. */
  readonly totals: FiguresDto;
  /** As many days right before. */
  readonly previous: PreviousFiguresDto;
  readonly change: ChangeDto;
};

export type PlaceCallDto = {
  /** Whose telephone rings first. */
  readonly agentId: number;
  /** Values of your own; `campaignId` is searched by. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly priority?: 'low' | 'medium' | 'high';
  /** E.164, and possible for its country. */
  readonly phoneNumber: string;
  /** The user of your own system who asks for it. */
  readonly userId: string;
  /** An ended call that is tried again, with its own number and agent unless others are given. */
  readonly callLogId?: string;
};

export type PlacedCallDto = {
  readonly callLogId: string;
  readonly status: string;
  readonly message: string;
};

export type PresenceOverviewDto = {
  readonly agents: readonly AgentStateDto[];
  readonly statistics: PresenceStatisticsDto;
};

export type PresenceStatisticsDto = {
  /** Share of agents whose shown status is right now. */
  readonly availabilityAccuracy: number | null;
  readonly total: number;
  readonly ready: number;
  /** There, but away, busy, in wrap-up or after missed offers. */
  readonly notReady: number;
  /** At work, but with a heartbeat that is too old. */
  readonly stale: number;
  /** There, but without a device. */
  readonly disconnected: number;
  readonly offline: number;
};

export type PreviewAnswerDto = {
  /** `queued`: nobody could take it. */
  readonly path: 'team' | 'sector' | 'last_agent' | 'status_fallback' | 'fallback_agent' | 'priority_fallback' | 'queued';
  /** Who would get it. */
  readonly winner: number | null;
  /** How many fell to each check. */
  readonly fallen: Readonly<Record<string, number>>;
  readonly discovery: 'enhanced' | 'status';
  /** Everybody of the team or sector (the first 1000): who may be offered it first, best first. */
  readonly candidates: readonly SeenCandidateDto[];
  /** How many agents stand open. */
  readonly candidateCount: number;
  /** The level of the capabilities that it would insist on; 0: none. */
  readonly capabilityLevel: number;
  readonly rulesVersion: number;
};

export type PreviewDto = {
  /** 0–10. */
  readonly priority?: number;
  /** The customer's number: its last agent may be preferred. */
  readonly phoneNumber?: string | null;
  /** As if it had waited so long already: capabilities relax with time. */
  readonly waitedSeconds?: number;
  /** A team of the company; before the sector. */
  readonly teamId?: string | null;
  readonly sector?: string | null;
  /** Names. */
  readonly capabilities?: readonly string[];
};

export type PreviousFiguresDto = {
  readonly from: string;
  readonly to: string;
  readonly totals: FiguresDto;
};

export type PreviousMoneyDto = {
  readonly from: string;
  readonly to: string;
  readonly totals: MoneyTotalsDto;
};

export type PreviousQualityDto = {
  readonly totals: QualityFiguresDto;
  readonly from: string;
  readonly to: string;
};

export type PreviousSatisfactionDto = {
  readonly totals: SatisfactionFiguresDto;
  readonly from: string;
  readonly to: string;
};

export type ProfileDto = {
  readonly capabilities: readonly CapabilityDto[];
  readonly successRate: number | null;
  /** Seconds. */
  readonly avgHandleTime: number | null;
  readonly id: string;
  readonly clientId: string;
  readonly agentId: number;
  readonly sector: string;
  readonly priority: number;
  readonly isActive: boolean;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type QualityFiguresDto = {
  /** Scored calls. */
  readonly scored: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Scores that a critical item made 0 ÷ scored calls. */
  readonly criticalFailureRate: number | null;
};

export type QualityScoreDto = {
  readonly callLogId: string;
  readonly items: readonly ItemScoreDto[];
  /** The critical items that were scored 0. */
  readonly criticalFailures: readonly string[];
  readonly id: string;
  /** Who had the call. */
  readonly agentId: number;
  readonly teamId: string | null;
  readonly sector: string | null;
  readonly channelId: string;
  /** The call's, in the company's time zone. */
  readonly day: string;
  readonly scorecard: string;
  /** The version of the scorecards by which it was given. */
  readonly scorecardVersion: number;
  /** 0 to 5: Σ weight · score ÷ Σ weight of the items that applied; 0 when a critical item was scored 0. */
  readonly score: number;
  readonly comment: string | null;
  /** Who scored it. */
  readonly scoredBy: number;
  readonly createdAt: string;
};

export type QualitySummaryDto = {
  readonly agents: readonly AgentQualityDto[];
  readonly teams: readonly TeamQualityDto[];
  readonly scorecards: readonly ScorecardQualityDto[];
  /** The mean of each item where it applied. */
  readonly items: readonly ItemMeanDto[];
  readonly timezone: string;
  readonly totals: QualityFiguresDto;
  /** Of all scores. */
  readonly spread: SpreadDto;
  /** As many days right before. */
  readonly previous: PreviousQualityDto;
  readonly from: string;
  readonly to: string;
};

export type QuarterForecastDto = {
  /** When the quarter of an hour begins. */
  readonly at: string;
  /** In the company's time zone. */
  readonly day: string;
  /** Calls that will ask for an agent. */
  readonly expected: number;
  /** Eight of ten times there are at least so many … */
  readonly low80: number;
  /** … and at most so many. */
  readonly high80: number;
  /** 19 of 20 times there are at least so many … */
  readonly low95: number;
  /** … and at most so many. */
  readonly high95: number;
};

export type QuarterStaffingDto = {
  /** If nobody gave up (Erlang C). Null: more than 10,000 agents. */
  readonly erlangC: StaffDto | null;
  /** With the patience that was measured (Erlang A). Null: nobody gave up in the last 28 days. */
  readonly erlangA: StaffDto | null;
  /** When the quarter of an hour begins. */
  readonly at: string;
  /** In the company's time zone. */
  readonly day: string;
  /** Calls that will ask for an agent. */
  readonly expected: number;
  /** Work, in agents who would be busy all the time. */
  readonly erlangs: number;
};

export type QueueEntryDto = {
  /** `callback`: the caller has hung up and is called back when this place's turn comes. */
  readonly kind: 'call' | 'callback';
  /** `reserved`: an agent is kept for it until the caller comes back from its piece of music. */
  readonly state: 'waiting' | 'reserved';
  /** What half of such calls wait, from this place; null while too few were measured. */
  readonly expectedWaitSeconds: number | null;
  readonly callLogId: string;
  readonly teamId: string | null;
  readonly sector: string | null;
  readonly capabilities: readonly string[];
  /** 0–10, more is sooner. */
  readonly priority: number;
  /** Place in line among calls of its kind, from 1. */
  readonly position: number | null;
  readonly arrivedAt: string;
  readonly waitedSeconds: number;
};

export type RankForDto = {
  /** When it comes; now by default. */
  readonly at?: string | null;
  /** A team of the company; before the sector. */
  readonly teamId?: string | null;
  readonly sector?: string | null;
  /** Names. */
  readonly capabilities?: readonly string[];
};

export type RankedAgentDto = {
  readonly interval: readonly number[];
  readonly agentId: number;
  /** Chance that it answers such a call and they talk. */
  readonly probability: number;
  /** Above the mean of the sector. */
  readonly lift: number;
  /** The agent's calls in the sector. */
  readonly calls: number;
};

export type RatedAgentDto = {
  /** Offered = calls that asked for an agent and have ended. Of an agent: calls that reached its phone. */
  readonly offered: number;
  /** Answered = completed calls. Of an agent: those that it took. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. Of an agent: while its phone rang. */
  readonly abandoned: number;
  /** Service level = answered within the target ÷ (answered + abandoned after the target); the target is the one in force when the call came. Null when there is nothing to divide by. */
  readonly serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. Null when nothing was answered. */
  readonly asa: number | null;
  /** Average wait of the abandoned, in seconds = wait of the abandoned ÷ abandoned. Null when nobody hung up. */
  readonly waitAbandoned: number | null;
  /** Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was answered. */
  readonly aht: number | null;
  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. */
  readonly abandonRate: number | null;
  /** Success rate = successes ÷ answered. A success is a completed call that was talked on, unless its disposition says otherwise. */
  readonly successRate: number | null;
  /** First contact resolution = answered calls without a further call from that number to that sector within 7 days ÷ answered calls whose 7 days are over. Null until any are. */
  readonly fcr: number | null;
  /** Talk time = sum of the seconds of conversation. */
  readonly talkSeconds: number;
  /** Missed offers = offers that rang out unanswered. */
  readonly missedOffers: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
  readonly rank: number;
  readonly agentId: number;
  readonly fullName: string | null;
  /** The figure that it is ranked by. */
  readonly value: number;
};

export type ReadinessDto = {
  /** Each check, 0 to 20. */
  readonly checks: {
    readonly status?: number;
    readonly heartbeat?: number;
    readonly device?: number;
    readonly capacity?: number;
    readonly offers?: number;
  };
  /** The first check at zero. */
  readonly failed: 'status' | 'heartbeat' | 'device' | 'capacity' | 'offers' | null;
  /** 0 to 100. */
  readonly score: number;
  /** 60 or more, and no check at zero. */
  readonly isReady: boolean;
};

export type RecommendDto = {
  /** A call to rank agents for. */
  readonly call?: RankForDto;
};

export type RecommendationDto = {
  readonly kind: 'priority' | 'capability';
  readonly capability: string | null;
  /** 95 % of the lift. */
  readonly interval: readonly number[];
  readonly profileId: string;
  readonly agentId: number;
  readonly sector: string;
  /** The priority, or the level, as it is. */
  readonly current: number;
  readonly suggested: number;
  /** Success above that of the others in the sector. */
  readonly lift: number;
  /** Calls that it was learnt from. */
  readonly calls: number;
};

export type RecommendationsDto = {
  /** Best first; null when no call was asked for. */
  readonly agents: readonly RankedAgentDto[] | null;
  readonly from: string;
  readonly to: string;
  /** Parts of calls in the record. */
  readonly calls: number;
  /** Too few calls, or what was learnt did not hold on later days: nothing is recommended. */
  readonly isThin: boolean;
  readonly check: HeldOutCheckDto;
  readonly changes: readonly RecommendationDto[];
};

export type RecurringDto = {
  readonly frequency: 'daily' | 'weekly' | 'monthly';
  /** Every how many days, weeks or months. */
  readonly interval?: number;
  /** The last day, or moment, at which one may be due. */
  readonly endDate?: string | null;
  /** How many there are in all, those that were left out or missed counted. */
  readonly maxOccurrences?: number | null;
};

export type RecyclingDto = {
  readonly disposition: string;
  readonly afterSeconds: number;
};

export type RefreshDto = {
  /** The latest one of the session. */
  readonly refreshToken: string;
};

export type RefreshedDto = {
  readonly lastEndedAt: string | null;
  readonly outcome: 'done' | 'failed' | null;
  /** False: it goes on; the list of jobs tells its end. */
  readonly isDone: boolean;
  readonly did: string | null;
};

export type RemovedDto = {
  readonly success: boolean;
  readonly message: string;
};

export type ReplaceScorecardsDto = {
  /** All of them: what is not in the list is gone, for scores to come. */
  readonly scorecards: readonly ScorecardDto[];
};

export type ReportActivityDto = {
  /** What the agent did. Sign-ins and statuses are what the server knows itself. */
  readonly type: 'ticket_assigned' | 'ticket_resolved' | 'message_sent' | 'call_offered' | 'call_answered' | 'call_missed' | 'call_completed';
  /** In words; by its type, where it is left out. */
  readonly description?: string | null;
  /** Plain values by name, 20 at most. `ticketId` (a text or a whole number) says which ticket: from its assignment to the first message is the response time. `rating` is the customer's answer, 1 to 5. `callId` and whatever else is kept as it is. */
  readonly metadata?: Readonly<Record<string, unknown>> | null;
};

export type ReportBodyDto = {
  /** `summary`: figures by day; `agents`, `sectors`: figures of each; `calls`: each call; `forecast`: the calls that are expected. */
  readonly type: 'summary' | 'agents' | 'sectors' | 'calls' | 'forecast';
  /** PDF has charts; it is not for a report of each call. */
  readonly format: 'json' | 'csv' | 'xlsx' | 'pdf';
  /** What it is called; its type unless given. */
  readonly title?: string;
  /** Only this sector; not together with `team`. */
  readonly sector?: string;
  /** Only the team with this id. */
  readonly team?: string;
  /** Only this agent. */
  readonly agent?: number;
  /** Only these figures; all unless given. */
  readonly metrics?: readonly ('offered' | 'answered' | 'abandoned' | 'serviceLevel' | 'asa' | 'waitAbandoned' | 'aht' | 'abandonRate' | 'successRate' | 'fcr' | 'talkSeconds' | 'missedOffers' | 'quality' | 'csat' | 'nps')[];
  /** Who gets it by e-mail when it is ready. */
  readonly recipients?: readonly string[];
  /** First day in the company's time zone; six days before `to` unless given. */
  readonly from?: string;
  /** Last day, itself counted; today unless given. 400 days at most. */
  readonly to?: string;
};

export type ReportDto = {
  readonly type: 'summary' | 'agents' | 'sectors' | 'calls' | 'forecast';
  readonly format: 'json' | 'csv' | 'xlsx' | 'pdf';
  /** Null: all. */
  readonly metrics: readonly string[] | null;
  readonly recipients: readonly string[];
  readonly state: 'queued' | 'running' | 'ready' | 'failed' | 'cancelled';
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly id: string;
  /** First day, in the company's time zone. */
  readonly from: string;
  /** Last day, itself counted. */
  readonly to: string;
  /** Percent. */
  readonly progress: number;
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
  readonly createdBy: number;
  /** The schedule that asked for it. */
  readonly scheduleId: string | null;
  readonly createdAt: string;
  /** What kind of error ended it. */
  readonly error: string | null;
  readonly title: string;
  readonly sector: string | null;
  readonly team: string | null;
  readonly agent: number | null;
};

export type ReportScheduleDto = {
  readonly type: 'summary' | 'agents' | 'sectors' | 'calls' | 'forecast';
  readonly format: 'json' | 'csv' | 'xlsx' | 'pdf';
  /** Null: all. */
  readonly metrics: readonly string[] | null;
  readonly recipients: readonly string[];
  readonly span: 'yesterday' | 'last_7_days' | 'last_30_days' | 'last_month' | 'next_14_days';
  readonly frequency: 'daily' | 'weekly' | 'monthly';
  readonly lastDueAt: string | null;
  readonly id: string;
  /** By the clocks of the company's zone. */
  readonly time: string;
  readonly weekday: number | null;
  readonly dayOfMonth: number | null;
  readonly nextDueAt: string;
  /** The report that was made last. */
  readonly lastReportId: string | null;
  readonly createdBy: number;
  readonly createdAt: string;
  readonly title: string;
  readonly sector: string | null;
  readonly team: string | null;
  readonly agent: number | null;
};

export type ReportWithMailDto = {
  readonly type: 'summary' | 'agents' | 'sectors' | 'calls' | 'forecast';
  readonly format: 'json' | 'csv' | 'xlsx' | 'pdf';
  /** Null: all. */
  readonly metrics: readonly string[] | null;
  readonly recipients: readonly string[];
  readonly state: 'queued' | 'running' | 'ready' | 'failed' | 'cancelled';
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Null: nobody gets it by e-mail, or it is not ready. */
  readonly mail: MailStateDto | null;
  readonly id: string;
  /** First day, in the company's time zone. */
  readonly from: string;
  /** Last day, itself counted. */
  readonly to: string;
  /** Percent. */
  readonly progress: number;
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
  readonly createdBy: number;
  /** The schedule that asked for it. */
  readonly scheduleId: string | null;
  readonly createdAt: string;
  /** What kind of error ended it. */
  readonly error: string | null;
  readonly title: string;
  readonly sector: string | null;
  readonly team: string | null;
  readonly agent: number | null;
};

export type ResetPasswordDto = {
  /** A temporary one is made where this is left out. */
  readonly password?: string;
};

export type RevenueSummaryDto = {
  /** Currencies of calls of these days that are not counted here. */
  readonly otherCurrencies: readonly string[];
  /** The oldest first; days without a call are left out. */
  readonly days: readonly MoneyDayDto[];
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
  /** ISO 4217; of all figures here. */
  readonly currency: string;
  readonly totals: MoneyTotalsDto;
  /** As many days right before. */
  readonly previous: PreviousMoneyDto;
};

export type RoutingHealthDto = {
  /** Does the index hear of changes? */
  readonly isLive: boolean;
  /** Agents who are ready. */
  readonly ready: number;
  /** Agents that are known. */
  readonly candidates: number;
  readonly sectors: readonly SectorHealthDto[];
  readonly staleSectors: readonly string[];
  /** When the last ten decisions were made, the latest first. */
  readonly lastDecisions: readonly string[];
  /** Milliseconds that the last hundred took. */
  readonly decisionMs: DecisionMsDto;
};

export type RowErrorDto = {
  /** From 0. */
  readonly index: number;
  readonly code: string;
  readonly field: string;
  readonly message: string;
};

export type SatisfactionDto = {
  readonly callLogId: string;
  readonly source: 'api' | 'keypad';
  readonly id: string;
  /** Who had the call. */
  readonly agentId: number;
  readonly teamId: string | null;
  readonly sector: string | null;
  readonly channelId: string;
  /** The call's, in the company's time zone. */
  readonly day: string;
  /** 1 to 5. */
  readonly csat: number | null;
  /** 0 to 10. */
  readonly nps: number | null;
  readonly comment: string | null;
  /** Who entered it; null for the customer itself. */
  readonly enteredBy: number | null;
  readonly createdAt: string;
};

export type SatisfactionFiguresDto = {
  readonly csatAnswers: number;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Mean of the answers, 1 to 5. */
  readonly csatMean: number | null;
  readonly npsAnswers: number;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
};

export type SatisfactionSpreadDto = {
  readonly csat: SpreadDto;
  readonly nps: SpreadDto;
};

export type SatisfactionSummaryDto = {
  readonly agents: readonly AgentSatisfactionDto[];
  readonly teams: readonly TeamSatisfactionDto[];
  readonly channels: readonly ChannelSatisfactionDto[];
  readonly timezone: string;
  readonly totals: SatisfactionFiguresDto;
  /** Of all answers. */
  readonly spread: SatisfactionSpreadDto;
  /** As many days right before. */
  readonly previous: PreviousSatisfactionDto;
  readonly from: string;
  readonly to: string;
};

export type ScheduleCallDto = {
  /** Whose telephone rings first. */
  readonly agentId: number;
  /** IANA name: later calls show the same time of its clock. The company's, if left out. */
  readonly timezone?: string;
  /** A call outside the hours moves to the next opening. */
  readonly respectBusinessHours?: boolean;
  /** Hours of its own, in `timezone`; the company's, if left out. Holidays are the company's. */
  readonly businessHours?: OwnHoursDto | null;
  /** Left out: one call. */
  readonly recurring?: RecurringDto | null;
  readonly priority?: 'low' | 'medium' | 'high';
  /** Values of your own, given to each of its calls. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** E.164, and possible for its country. */
  readonly phoneNumber: string;
  /** The user of your own system who asks for it. */
  readonly userId?: string | null;
  /** The first call, in the future; without an offset in `timezone`. */
  readonly scheduledFor: string;
};

export type ScheduledCallDto = {
  /** The call of the last run. */
  readonly callLogId: string | null;
  readonly userId: string | null;
  readonly priority: 'low' | 'medium' | 'high';
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly businessHours: OwnHoursDto | null;
  readonly recurring: ShownRecurringDto | null;
  readonly status: 'pending' | 'running' | 'done' | 'missed' | 'canceled';
  readonly nextRunAt: string | null;
  readonly id: string;
  readonly phoneNumber: string;
  readonly agentId: number;
  readonly scheduledFor: string;
  readonly timezone: string;
  readonly respectBusinessHours: boolean;
  /** Is a run to come? */
  readonly isPending: boolean;
  readonly isRecurring: boolean;
  readonly canCancel: boolean;
  /** Runs that were made. */
  readonly occurrences: number;
  /** Runs that came more than an hour late, and were not made. */
  readonly missedRuns: number;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type ScoreTermsDto = {
  /** 40 · successRate by default. */
  readonly successRate: number;
  /** 25 · priority / 10 by default. */
  readonly priority: number;
  /** 20 · (1 − min(load, 10) / 10) by default. */
  readonly load: number;
  /** 15 · (1 − min(avgHandleTime, 300) / 300) by default. */
  readonly handleTime: number;
  /** 5 for each capability asked for and held, by default. */
  readonly capability: number;
};

export type ScorecardDto = {
  readonly items: readonly ScorecardItemDto[];
  readonly name: string;
};

export type ScorecardItemDto = {
  readonly name: string;
  /** What it counts beside the others. */
  readonly weight: number;
  /** Scored 0, it makes the whole score 0. */
  readonly isCritical: boolean;
};

export type ScorecardQualityDto = {
  readonly scorecard: string;
  /** Scored calls. */
  readonly scored: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Scores that a critical item made 0 ÷ scored calls. */
  readonly criticalFailureRate: number | null;
};

export type ScorecardSetDto = {
  readonly scorecards: readonly ScorecardDto[];
  /** Grows with each change; 0: the company has set none, and these are the usual ones. */
  readonly version: number;
};

export type ScoredForecastDto = {
  readonly method: 'seasonal_naive' | 'weekday_profile' | 'holt_winters' | 'daily_level' | 'monthly_waves' | null;
  /** The first day that it was about. */
  readonly madeOn: string;
  /** The last one. */
  readonly lastDay: string;
  readonly madeAt: string;
  /** Scored up to this day. */
  readonly scoredTo: string;
  readonly accuracy: AccuracyDto;
};

export type SectorAtAGlanceDto = {
  /** Null: calls of no sector. */
  readonly sector: string | null;
  readonly offered: number;
  readonly answered: number;
  /** Answered within the target ÷ (answered + abandoned after the target). */
  readonly serviceLevel: number | null;
};

export type SectorHealthDto = {
  readonly sector: string;
  readonly ready: number;
  readonly candidates: number;
  /** Does this node know other profiles than the database? A moment after a change it does. */
  readonly isStale: boolean;
};

export type SectorInUseDto = {
  /** Who has an active profile in it. */
  readonly agentIds: readonly number[];
  /** The teams that serve it. */
  readonly teams: readonly SectorTeamDto[];
  /** Mean of the measured success rates of its agents, 0 to 1; null while none is measured. */
  readonly successRate: number | null;
  readonly sector: string;
  /** Is it among the company's own sectors? */
  readonly isListed: boolean;
  /** How many have an active profile in it. */
  readonly agentCount: number;
};

export type SectorPerformanceDto = {
  /** The oldest first; days without a call are left out. */
  readonly days: readonly DayFiguresDto[];
  /** Null: calls that asked for no sector, such as those of a team. */
  readonly sector: string | null;
  /** Offered = calls that asked for an agent and have ended. Of an agent: calls that reached its phone. */
  readonly offered: number;
  /** Answered = completed calls. Of an agent: those that it took. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. Of an agent: while its phone rang. */
  readonly abandoned: number;
  /** Service level = answered within the target ÷ (answered + abandoned after the target); the target is the one in force when the call came. Null when there is nothing to divide by. */
  readonly serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. Null when nothing was answered. */
  readonly asa: number | null;
  /** Average wait of the abandoned, in seconds = wait of the abandoned ÷ abandoned. Null when nobody hung up. */
  readonly waitAbandoned: number | null;
  /** Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was answered. */
  readonly aht: number | null;
  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. */
  readonly abandonRate: number | null;
  /** Success rate = successes ÷ answered. A success is a completed call that was talked on, unless its disposition says otherwise. */
  readonly successRate: number | null;
  /** First contact resolution = answered calls without a further call from that number to that sector within 7 days ÷ answered calls whose 7 days are over. Null until any are. */
  readonly fcr: number | null;
  /** Talk time = sum of the seconds of conversation. */
  readonly talkSeconds: number;
  /** Missed offers = offers that rang out unanswered. */
  readonly missedOffers: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
};

export type SectorTeamDto = {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
};

export type SeenCandidateDto = {
  /** What keeps it out; null: it may be offered the call. */
  readonly fallenTo: string | null;
  readonly agentId: number;
  /** The sum of the terms. */
  readonly score: number;
  readonly terms: ScoreTermsDto;
  /** 0–100. */
  readonly readiness: number;
  /** Ties go to the one idle longest. */
  readonly idleSince: string;
};

export type ServiceLevelTargetDto = {
  readonly share: number;
  readonly seconds: number;
};

export type SessionDto = {
  readonly id: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly startedAt: string;
  readonly lastActivity: string;
  /** Is it the one that asks? */
  readonly isCurrent: boolean;
};

export type SetDispositionDto = {
  /** Free text. */
  readonly note?: string | null;
  /** What it is worth; left out: what the company says. */
  readonly value?: number | null;
  /** One of the company's dispositions, whatever the case. */
  readonly disposition: string;
};

export type SetupStepDto = {
  /** When Exotel called there last; null: never. */
  readonly lastSeenAt: string | null;
  /** What of ours is asked. */
  readonly kind: string;
  /** Exotel's name of the applet or the setting. */
  readonly applet: string;
  readonly method: string;
  /** To be copied as it is. */
  readonly url: string;
  /** What to enter, and what comes after it. */
  readonly enter: string;
};

export type ShownRecurringDto = {
  readonly frequency: 'daily' | 'weekly' | 'monthly';
  readonly endDate: string | null;
  readonly maxOccurrences: number | null;
  readonly interval: number;
};

export type SignedInDto = {
  /** Send it as `Authorization: Bearer`. */
  readonly accessToken: string;
  /** Exchange it at POST /api/auth/refresh. */
  readonly refreshToken: string;
  /** Seconds that the access token lasts. */
  readonly expiresIn: number;
  readonly agent: AgentDto;
};

export type SmsChannelDto = {
  /** When the present settings were tested last; null: never. */
  readonly lastTestedAt: string | null;
  readonly lastTestResult: TestResultDto | null;
  readonly type: 'sms';
  readonly config: SmsConfigDto;
  /** never more than the last four characters of each */
  readonly credentials?: {
    readonly apiKey: string;
    readonly apiToken: string;
  };
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type SmsConfigDto = {
  readonly exotel: ExotelDto;
  /** An ExoPhone of the account, or a header registered with DLT. */
  readonly sender: string;
  /** The company's id in India's DLT register; Indian numbers get no SMS without it. */
  readonly dltEntityId?: string | null;
};

export type SpreadDto = {
  readonly n: number;
  readonly mean: number | null;
  readonly median: number | null;
  /** 90 % are at most so. */
  readonly p90: number | null;
};

export type StaffDto = {
  /** The fewest that reach the service level. */
  readonly agents: number;
  /** What they reach: answered within the target ÷ (answered + abandoned after it). */
  readonly serviceLevel: number;
  /** Mean wait of all callers, in seconds. */
  readonly waitSeconds: number | null;
  /** Share of callers who give up. */
  readonly abandonRate: number;
  /** Share of the time in which agents handle calls. */
  readonly occupancy: number;
};

export type StatusDto = {
  readonly status: 'online' | 'available' | 'away' | 'busy' | 'offline';
  readonly reason?: string | null;
};

export type SubjectMoneyDto = {
  /** Id of the agent, channel or campaign, or the day; null: calls of none. */
  readonly subject: string | number | null;
  /** Of agents. */
  readonly name: string | null;
  /** Calls that have ended, in both directions. */
  readonly calls: number;
  /** Talk, hold and wrap-up. */
  readonly handledSeconds: number;
  /** Call cost = sum of the prices of calls; null while no price is known. */
  readonly callCost: number | null;
  /** Agent cost = hours of talk, hold and wrap-up × cost of an hour, the one in force when the call came; null while it is not set. */
  readonly agentCost: number | null;
  /** Cost = call cost + agent cost, as far as it is known. */
  readonly cost: number | null;
  /** Revenue = sum of the values of dispositions; null while no call has one. */
  readonly revenue: number | null;
  /** Cost per call = cost ÷ calls. */
  readonly costPerCall: number | null;
  /** Return on investment = (revenue − cost) ÷ cost. */
  readonly roi: number | null;
};

export type SuggestionDto = {
  readonly agentId: number;
  readonly fullName: string;
  readonly teamId: string;
  readonly teamName: string;
  readonly sector: string;
  /** Answered calls of the agent in the sector. */
  readonly agentCalls: number;
  /** Answered calls there of those who take the team's calls. */
  readonly teamCalls: number;
  /** Share of the answered calls that succeeded. */
  readonly successRate: ComparedDto;
  /** Mean of talk, hold and wrap-up, in seconds. */
  readonly handleSeconds: ComparedDto;
  /** In plain words. */
  readonly reason: string;
};

export type TargetDto = {
  /** Id of a team of the company. */
  readonly team?: string;
  /** A sector instead of a team. */
  readonly sector?: string;
};

export type TeamAssignmentDto = {
  readonly memberId: string | null;
  readonly id: string;
  readonly teamId: string;
  readonly agentId: number;
  readonly priority: number;
  readonly assignedAt: string;
};

export type TeamDto = {
  readonly description: string | null;
  readonly leadId: number | null;
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly sector: string;
  readonly isActive: boolean;
  /** How many belong to it. */
  readonly memberCount: number;
  /** How many take its calls. */
  readonly agentCount: number;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type TeamMemberDto = {
  readonly role: 'lead' | 'member';
  readonly onlineStatus: 'online' | 'offline' | 'away' | 'busy';
  readonly lastSeen: string | null;
  readonly id: string;
  readonly teamId: string;
  readonly agentId: number;
  readonly isActive: boolean;
  readonly joinedAt: string;
  readonly fullName: string;
};

export type TeamQualityDto = {
  readonly teamId: string | null;
  /** Scored calls. */
  readonly scored: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Scores that a critical item made 0 ÷ scored calls. */
  readonly criticalFailureRate: number | null;
};

export type TeamSatisfactionDto = {
  readonly teamId: string | null;
  readonly csatAnswers: number;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Mean of the answers, 1 to 5. */
  readonly csatMean: number | null;
  readonly npsAnswers: number;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
};

export type TestResultDto = {
  readonly ok: boolean;
  /** Milliseconds that the test took. */
  readonly latencyMs: number;
  /** The cause in plain words. */
  readonly detail: string;
};

export type TimelinePointDto = {
  /** When a quarter of an hour or an hour began; null for a day. */
  readonly start: string | null;
  /** In the company's time zone. */
  readonly day: string;
  /** Offered = calls that asked for an agent and have ended. */
  readonly offered: number;
  readonly outcomes: OutcomesDto;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. */
  readonly asa: number | null;
  /** Service level = answered within the target ÷ (answered + abandoned after the target). */
  readonly serviceLevel: number | null;
};

export type TrendPointDto = {
  /** When a quarter of an hour or an hour began; null for a day. */
  readonly start: string | null;
  /** In the company's time zone. */
  readonly day: string;
  /** Offered = calls that asked for an agent and have ended. Of an agent: calls that reached its phone. */
  readonly offered: number;
  /** Answered = completed calls. Of an agent: those that it took. */
  readonly answered: number;
  /** Abandoned = calls whose caller hung up before the answer. Of an agent: while its phone rang. */
  readonly abandoned: number;
  /** Service level = answered within the target ÷ (answered + abandoned after the target); the target is the one in force when the call came. Null when there is nothing to divide by. */
  readonly serviceLevel: number | null;
  /** Average speed of answer, in seconds = wait of the answered ÷ answered. Null when nothing was answered. */
  readonly asa: number | null;
  /** Average wait of the abandoned, in seconds = wait of the abandoned ÷ abandoned. Null when nobody hung up. */
  readonly waitAbandoned: number | null;
  /** Average handle time, in seconds = (talk + hold + wrap-up) ÷ answered. Null when nothing was answered. */
  readonly aht: number | null;
  /** Abandon rate = abandoned ÷ offered. Null when nothing was offered. */
  readonly abandonRate: number | null;
  /** Success rate = successes ÷ answered. A success is a completed call that was talked on, unless its disposition says otherwise. */
  readonly successRate: number | null;
  /** First contact resolution = answered calls without a further call from that number to that sector within 7 days ÷ answered calls whose 7 days are over. Null until any are. */
  readonly fcr: number | null;
  /** Talk time = sum of the seconds of conversation. */
  readonly talkSeconds: number;
  /** Missed offers = offers that rang out unanswered. */
  readonly missedOffers: number;
  /** Quality, 0 to 5 = sum of scores ÷ scored calls. */
  readonly quality: number | null;
  /** Customer satisfaction = answers of 4 and 5 ÷ answers. */
  readonly csat: number | null;
  /** Net promoter score, −100 to 100 = % of answers of 9 and 10 − % of answers of 0 to 6. */
  readonly nps: number | null;
};

export type UpdateAgentDto = {
  /** Admins only. */
  readonly role?: 'admin' | 'cs' | 'viewer';
  /** Where the agent's calls ring; null takes it away. */
  readonly phone?: string | null;
  /** Address of a picture; null takes it away. */
  readonly avatar?: string | null;
  /** Admins only. */
  readonly kind?: 'human' | 'bot';
  /** Admins only. Where a bot takes its calls (WebSocket, Exotel's Voicebot protocol); null takes it away. */
  readonly streamUrl?: string | null;
  /** Unique in the deployment, whatever the case. */
  readonly username?: string;
  /** Unique in the deployment, whatever the case. */
  readonly email?: string;
  /** As others see it. */
  readonly fullName?: string;
  /** Admins only. */
  readonly department?: string;
  /** Admins only. Who is not active is signed out and takes no more calls. */
  readonly isActive?: boolean;
  /** Admins only. Calls at once; from the next call on. */
  readonly maxConcurrentCalls?: number;
};

export type UpdateAgentsDto = {
  /** 500 at most. */
  readonly agentIds: readonly number[];
  /** The same for each of them. */
  readonly updates: UpdateAgentDto;
};

export type UpdateMemberDto = {
  readonly role?: 'lead' | 'member';
  /** Who works for a member that is not active gets no calls. */
  readonly isActive?: boolean;
};

export type UpdateProfileDto = {
  /** All of them: what is not in the list is gone. */
  readonly capabilities?: readonly (CapabilityDto | string)[];
  readonly successRate?: number | null;
  /** Seconds. */
  readonly avgHandleTime?: number | null;
  readonly sector?: string;
  /** 0 to 10. */
  readonly priority?: number;
  readonly isActive?: boolean;
};

export type UpdateTeamDto = {
  /** null takes it away. */
  readonly description?: string | null;
  /** null takes it away. */
  readonly leadId?: number | null;
  readonly name?: string;
  readonly sector?: string;
  readonly isActive?: boolean;
};

export type ValidateDevicesDto = {
  /** At most 500. */
  readonly agentIds: readonly number[];
};

export type VoiceChannelDto = {
  /** When the present settings were tested last; null: never. */
  readonly lastTestedAt: string | null;
  readonly lastTestResult: TestResultDto | null;
  readonly type: 'voice';
  readonly config: VoiceConfigDto;
  /** never more than the last four characters of each */
  readonly credentials?: {
    readonly apiKey: string;
    readonly apiToken: string;
  };
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type VoiceConfigDto = {
  /** Each number with the team or the sector that its callers want. */
  readonly numbers?: readonly NumberTargetDto[];
  /** Likewise what callers type at a menu. */
  readonly digits?: readonly DigitsTargetDto[];
  /** For everybody else. */
  readonly default?: TargetDto | null;
  readonly exotel: VoiceExotelDto;
};

export type VoiceExotelDto = {
  /** The account's region: Singapore or Mumbai. */
  readonly subdomain: 'api.exotel.com' | 'api.in.exotel.com';
  /** The flow that customers are led to whom a power campaign dials. */
  readonly appId?: string | null;
  /** The account's SID, from Exotel's API settings. */
  readonly accountSid: string;
};

export type VoiceSetupDto = {
  /** In the order of the flow. */
  readonly steps: readonly SetupStepDto[];
  readonly webhookBaseUrl: string;
};

export type WaitErrorDto = {
  /** Share of them that did not exceed their P90. */
  readonly coverageOfP90: number | null;
  /** Mean distance from their P50, in seconds. */
  readonly meanErrorSeconds: number | null;
  /** Held waits that had been told. */
  readonly promises: number;
};

export type WaitingDto = {
  /** `callback`: the caller has hung up and is called back when this place's turn comes. */
  readonly kind: 'call' | 'callback';
  /** `reserved`: an agent is kept for it until the caller comes back from its piece of music. */
  readonly state: 'waiting' | 'reserved';
  /** What half of such calls wait, from this place; null while too few were measured. */
  readonly expectedWaitSeconds: number | null;
  /** When it goes to the overflow; null for who is to be called back. */
  readonly overflowAt: string | null;
  readonly why: WhyDto;
  readonly expectedWait: ExpectedWaitDto;
  readonly callLogId: string;
  readonly teamId: string | null;
  readonly sector: string | null;
  readonly capabilities: readonly string[];
  /** 0–10, more is sooner. */
  readonly priority: number;
  /** Place in line among calls of its kind, from 1. */
  readonly position: number | null;
  readonly arrivedAt: string;
  readonly waitedSeconds: number;
};

export type WebchatChannelDto = {
  /** When the present settings were tested last; null: never. */
  readonly lastTestedAt: string | null;
  readonly lastTestResult: TestResultDto | null;
  readonly type: 'webchat';
  readonly config: WebchatConfigDto;
  /** never more than the last four characters of each */
  readonly credentials?: Readonly<Record<string, string>>;
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type WebchatConfigDto = {
  /** The sites whose pages may open a chat. */
  readonly origins: readonly string[];
  /** What a visitor reads first. */
  readonly greeting?: string | null;
  /** The team or the sector that answers. */
  readonly default?: TargetDto | null;
};

export type WebchatCredentialsDto = Readonly<Record<string, unknown>>;

export type WebhookDto = {
  readonly description: string | null;
  /** `gone`: the receiver answered 410. */
  readonly disabledReason: 'gone' | null;
  /** Until when the secret before signs too; null: there is none. */
  readonly oldSecretUntil: string | null;
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly isActive: boolean;
  /** By its last four characters. */
  readonly secretMask: string;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type WebhookWithSecretDto = {
  readonly description: string | null;
  /** `gone`: the receiver answered 410. */
  readonly disabledReason: 'gone' | null;
  /** Until when the secret before signs too; null: there is none. */
  readonly oldSecretUntil: string | null;
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly isActive: boolean;
  /** By its last four characters. */
  readonly secretMask: string;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Signs every message; told this once. */
  readonly secret: string;
};

export type WhatsappChannelDto = {
  /** When the present settings were tested last; null: never. */
  readonly lastTestedAt: string | null;
  readonly lastTestResult: TestResultDto | null;
  readonly type: 'whatsapp';
  readonly config: WhatsappConfigDto;
  /** never more than the last four characters of each */
  readonly credentials?: {
    readonly apiKey: string;
    readonly apiToken: string;
  };
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  /** Send it back as `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type WhatsappConfigDto = {
  readonly exotel: ExotelDto;
  /** The business number that Exotel connected to WhatsApp. */
  readonly number: string;
};

export type WhyDto = {
  readonly reason: 'agent_reserved' | 'number_outside' | 'not_before' | 'closed' | 'nobody_assigned' | 'nobody_ready' | 'capability_missing' | 'tried_lately' | 'others_first' | 'about_to_be_offered';
  /** How many agents fell to each check. */
  readonly fallen: Readonly<Record<string, number>>;
  readonly text: string;
  /** Agents who could be offered it now. */
  readonly ready: number;
  /** The level of its capabilities that it still insists on; 0: none. */
  readonly capabilityLevel: number;
};
