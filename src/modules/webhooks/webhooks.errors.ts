import { defineErrors } from '../../common/errors.js';

export const WebhookErrors = defineErrors({
  WEBHOOK_NOT_FOUND: { kind: 'not_found', message: 'There is no such webhook', log: 'info' },
  WEBHOOK_LIMIT_REACHED: {
    kind: 'conflict',
    message: 'The company has as many webhooks as it may have',
    log: 'info',
  },
  WEBHOOK_DISABLED: {
    kind: 'conflict',
    message: 'The webhook is switched off; nothing is sent to it',
    log: 'info',
  },
  DELIVERY_NOT_FOUND: { kind: 'not_found', message: 'There is no such delivery', log: 'info' },
});
