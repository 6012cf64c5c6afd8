import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Ids } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallbacksService } from './callbacks.service.js';

/** Follows the calls that were placed to call customers back, over any crash. */
@Injectable()
export class CallbackFollower implements OnApplicationBootstrap {
  constructor(
    private readonly callbacks: CallbacksService,
    private readonly settings: SettingsService,
    private readonly ticks: Ticks,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'follow-callbacks',
      description: 'Looks what became of calls that were placed to call customers back',
      everyMs: 2 * SECOND,
      atLeastWallMs: 500,
      run: async () => {
        for (const clientId of await this.callbacks.tenantsDialling()) {
          const settings = await this.settings.of(clientId);
          await runForTenant(clientId, this.ids.next(), () =>
            this.callbacks.follow(settings),
          ).catch((error: unknown) => this.log.warn('call backs not followed', { error }));
        }
      },
    });
  }
}
