/**
 * Who may do what: every operation of the interface, by hand from the contract and not from the
 * code, so that neither can be wrong alone. One that is not built yet is simply not asked.
 */
export const GROUPS = {
  /** No token at all. */
  public: [],
  /** Another secret than a token. */
  cron: [],
  /** One's own password and sessions. */
  self: ['admin', 'cs', 'viewer'],
  /** Agents, teams, sector agents, performance, live figures, and what sockets tell: read. */
  floor: ['admin', 'cs', 'viewer'],
  /** Itself, its own status, heartbeat, offers, activity. */
  own: ['admin', 'cs'],
  /** Own calls, own outbound and scheduled calls, disposition of its own calls. */
  calls: ['admin', 'cs'],
  queue: ['admin', 'cs', 'viewer'],
  analytics: ['admin', 'viewer'],
  /** Everything else. */
  admin: ['admin'],
} as const;
export type Group = keyof typeof GROUPS;

const TABLE: Readonly<Record<Group, string>> = {
  public: `
    POST /api/auth/login
    POST /api/auth/refresh
    GET /webhooks/exotel/{token}/connect
    GET /webhooks/exotel/{token}/stream
    GET /webhooks/exotel/{token}/passthru
    GET /webhooks/exotel/{token}/hold
    HEAD /webhooks/exotel/{token}/hold
    GET /webhooks/exotel/{token}/gather
    GET /webhooks/exotel/{token}/popup
    POST /webhooks/exotel/{token}/popup
    POST /webhooks/exotel/{token}/status
    POST /webhooks/exotel/calls/{company}/{call}/{key}
    GET /metrics
    GET /health
    GET /health/live
    GET /health/ready`,
  cron: `
    GET /api/cron/heartbeat-cleanup`,
  self: `
    POST /api/auth/logout
    GET /api/auth/me
    POST /api/auth/change-password
    GET /api/auth/sessions
    DELETE /api/auth/sessions/{id}`,
  floor: `
    GET /api/agents
    GET /api/agents/stats
    GET /api/agents/search
    GET /api/agents/departments
    GET /api/agents/{id}
    GET /api/agents/{id}/performance
    GET /api/agents/{id}/activity
    GET /api/teams
    GET /api/teams/suggestions
    GET /api/teams/{id}
    GET /api/teams/{id}/members
    GET /api/teams/{id}/agents
    GET /api/teams/{id}/performance
    GET /api/sector-agents
    GET /api/sector-agents/{id}
    GET /api/metrics/live
    GET /api/metrics/agents/status
    GET /api/metrics/agents/{agentId}/status
    GET /api/metrics/queue/status
    GET /api/metrics/health
    GET /api/events`,
  own: `
    PUT /api/agents/{id}
    PUT /api/agents/{id}/status
    POST /api/agents/{id}/activity
    GET /api/agent-heartbeat
    POST /api/agent-heartbeat
    POST /api/device-connectivity/validate
    POST /api/offers/{id}/accept
    POST /api/offers/{id}/reject`,
  calls: `
    POST /api/v1/calls/outbound
    GET /api/v1/calls
    GET /api/v1/calls/{callLogId}
    GET /api/v1/calls/{callLogId}/events
    GET /api/v1/calls/{callLogId}/recording
    PUT /api/v1/calls/{callLogId}/disposition
    POST /api/v1/calls/{callLogId}/cancel
    POST /api/v1/calls/scheduled
    GET /api/v1/calls/scheduled
    GET /api/v1/calls/scheduled/{id}
    PUT /api/v1/calls/scheduled/{id}
    DELETE /api/v1/calls/scheduled/{id}
    POST /api/v1/campaigns/{id}/leads/next
    POST /api/v1/campaigns/{id}/leads/{leadId}/call
    POST /api/v1/campaigns/{id}/leads/{leadId}/skip`,
  queue: `
    GET /api/queue
    GET /api/queue/{callLogId}
    GET /api/callbacks`,
  analytics: `
    GET /api/analytics/performance/agents
    GET /api/analytics/performance/agent/{agentId}/detailed
    GET /api/analytics/performance/sectors
    GET /api/analytics/performance/top-performers
    GET /api/analytics/performance/trends
    GET /api/analytics/performance/summary
    GET /api/analytics/calls/quality
    GET /api/analytics/calls/quality/summary
    GET /api/analytics/calls/completion
    GET /api/analytics/calls/timeline
    GET /api/analytics/satisfaction
    GET /api/analytics/satisfaction/summary
    GET /api/analytics/satisfaction/trends
    GET /api/analytics/revenue/summary
    GET /api/analytics/revenue/costs
    GET /api/analytics/revenue/roi
    GET /api/analytics/scorecards
    GET /api/predictions/volume
    GET /api/predictions/staffing
    GET /api/predictions/agent-performance
    GET /api/predictions/accuracy
    GET /api/analytics/anomalies
    GET /api/analytics/dashboard`,
  admin: `
    POST /api/agents
    PUT /api/agents/bulk
    POST /api/agents/import
    GET /api/agents/export
    DELETE /api/agents/{id}
    POST /api/agents/{id}/reset-password
    POST /api/agents/{id}/unlock
    POST /api/teams
    PUT /api/teams/{id}
    DELETE /api/teams/{id}
    POST /api/teams/{id}/members
    PUT /api/teams/{id}/members/{memberId}
    DELETE /api/teams/{id}/members/{memberId}
    POST /api/teams/{id}/agents
    DELETE /api/teams/{id}/agents/{assignmentId}
    POST /api/teams/{id}/bulk
    GET /api/settings/company/{clientId}
    PUT /api/settings/company/{clientId}
    GET /api/settings/channels
    POST /api/settings/channels/{type}/test
    GET /api/settings/business-rules
    PUT /api/settings/business-rules
    GET /api/settings/sectors
    GET /api/settings/audit
    GET /api/settings/dispositions
    PUT /api/settings/dispositions
    GET /api/channels
    POST /api/channels
    GET /api/channels/voice/setup
    GET /api/channels/{type}
    PUT /api/channels/{type}
    DELETE /api/channels/{type}
    POST /api/channels/{type}/test
    POST /api/channels/{type}/rotate-token
    PUT /api/channels/{type}/status
    GET /api/device-connectivity/stats
    POST /api/sector-agents
    PUT /api/sector-agents/{id}
    DELETE /api/sector-agents/{id}
    GET /api/routing/decisions
    GET /api/routing/decisions/{callLogId}
    GET /api/routing/health
    POST /api/routing/preview
    POST /api/routing/recommendations
    PUT /api/queue/{callLogId}
    DELETE /api/queue/{callLogId}
    DELETE /api/callbacks/{id}
    POST /api/v1/calls/outbound/bulk
    POST /api/v1/calls/outbound/import
    GET /api/v1/calls/outbound/batches/{batchId}
    GET /api/v1/calls/outbound/stats
    POST /api/v1/campaigns
    GET /api/v1/campaigns
    GET /api/v1/campaigns/{id}
    PUT /api/v1/campaigns/{id}
    POST /api/v1/campaigns/{id}/start
    POST /api/v1/campaigns/{id}/pause
    GET /api/v1/campaigns/{id}/leads
    POST /api/v1/campaigns/{id}/leads
    GET /api/v1/dnc
    POST /api/v1/dnc
    DELETE /api/v1/dnc
    POST /api/v1/dnc/import
    POST /api/analytics/calls/quality
    POST /api/analytics/satisfaction
    PUT /api/analytics/scorecards
    POST /api/predictions/refresh
    PUT /api/analytics/anomalies/{id}
    GET /api/reports
    POST /api/reports
    GET /api/reports/{id}
    DELETE /api/reports/{id}
    GET /api/reports/{id}/download
    GET /api/reports/schedules
    POST /api/reports/schedules
    DELETE /api/reports/schedules/{id}
    GET /api/api-keys
    POST /api/api-keys
    DELETE /api/api-keys/{id}
    GET /api/admin/jobs
    POST /api/admin/jobs/{name}/run
    GET /api/webhooks
    POST /api/webhooks
    PUT /api/webhooks/{id}
    DELETE /api/webhooks/{id}
    POST /api/webhooks/{id}/rotate-secret
    GET /api/webhooks/{id}/deliveries
    POST /api/webhooks/{id}/deliveries/{deliveryId}/replay
    POST /api/privacy/erase`,
};

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly group: Group;
}

export const OPERATIONS: readonly Operation[] = Object.entries(TABLE).flatMap(([group, text]) =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [method = '', path = ''] = line.trim().split(' ');
      return { method, path, group: group as Group };
    }),
);
