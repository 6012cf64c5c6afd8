import { defineErrors } from '../../common/errors.js';

export const CampaignErrors = defineErrors({
  CAMPAIGN_NOT_FOUND: { kind: 'not_found', message: 'There is no such campaign', log: 'info' },
  CAMPAIGN_HAS_NOBODY: {
    kind: 'conflict',
    message: 'Name agents or a team before the campaign is started',
    log: 'info',
  },
  CAMPAIGN_NEEDS_FLOW: {
    kind: 'conflict',
    message: 'This way of dialling needs a voice channel with the flow of outgoing calls (appId)',
    log: 'info',
  },
  CAMPAIGN_NOT_RUNNING: { kind: 'conflict', message: 'The campaign does not run', log: 'info' },
  LEAD_NOT_FOUND: { kind: 'not_found', message: 'There is no such lead', log: 'info' },
  NO_LEAD_LEFT: {
    kind: 'not_found',
    message: 'No lead of this campaign may be called now',
    log: 'info',
  },
});
