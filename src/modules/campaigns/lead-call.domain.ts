import type { AgentId } from '../../common/ids.js';
import type { NewIntent } from '../placed-calls/intent.domain.js';
import type { Campaign, Lead } from './campaign.types.js';

/** The call of a lead by an agent, in the usual way or as it is said. */
export const intentOf = (
  campaign: Campaign,
  lead: Lead,
  agentId: AgentId,
  way?: NewIntent['way'],
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
  ...(way && { way }),
});
