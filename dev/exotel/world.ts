import type { SimClock } from '../scaled-clock.js';
import type { SimRandom } from '../seeded-random.js';
import type { Deliveries } from './deliveries.js';
import type { Turns } from './flow.js';
import type { Settings } from './options.js';
import type { Phones } from './phones.js';
import type { WebhookClient } from './webhook-client.js';

/** What every call of the simulator shares. */
export interface World {
  readonly clock: SimClock;
  readonly random: SimRandom;
  readonly settings: Settings;
  readonly phones: Phones;
  readonly webhooks: WebhookClient;
  readonly deliveries: Deliveries;
  readonly turns: Turns;
}
