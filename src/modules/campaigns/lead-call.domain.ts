import type { AgentId } from '../../common/ids.js';
import type { NewIntent } from '../dialling/intent.domain.js';
import type { Campaign, Lead } from './campaign.types.js';

/** The call of a lead by an agent; `dialsAhead`: the lead first, and then whoever is free. */
export const intentOf = (
  campaign: Campaign,
  lead: Lead,
  agentId: AgentId,
  dialsAhead = false,
): NewIntent => ({
  clientId: campaign.clientId,
  origin: 'campaign',
  phoneNumber: lead.phoneNumber,
  agentId,
  teamId: campaign.teamId,
  sector: null,
  userId: null,
  priority: campaign.priority,
  metadata: { campaignId: campaign._id, leadId: lead._id },
  timezone: lead.timezone,
  scheduledFor: null,
  intervalMs: 0,
  retryOf: null,
  retryCount: lead.attempts,
  dialsAhead,
});
