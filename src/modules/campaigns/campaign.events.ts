import type { DomainEvent } from '../../common/events.js';
import type { Campaign, Lead } from './campaign.types.js';

export type CampaignEventType =
  | 'campaign.created'
  | 'campaign.updated'
  | 'campaign.started'
  | 'campaign.paused'
  | 'campaign.done'
  | 'campaign.leads_added';

export function campaignEvent(
  type: CampaignEventType,
  { _id: campaignId, clientId, name, mode, status, version }: Campaign,
  at: Date,
  more: object = {},
): DomainEvent {
  return { type, clientId, at, data: { campaignId, name, mode, status, version, ...more } };
}

/** A lead came to its end. */
export function leadDone(lead: Lead, at: Date): DomainEvent {
  const { _id: leadId, clientId, campaignId, outcome, attempts, agentId, callLogId } = lead;
  const data = { leadId, campaignId, outcome, attempts };
  return { type: 'campaign.lead_done', clientId, at, agentId, callLogId, data };
}
