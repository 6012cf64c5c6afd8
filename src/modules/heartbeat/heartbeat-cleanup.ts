import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { SECOND } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { SettingsService } from '../settings/settings.service.js';
import { readinessRulesOf } from './presence-view.domain.js';
import { PresenceRepository } from './presence.repository.js';

const AT_LEAST_WALL_MS = 500;

/** Marks agents that went without a word. What they chose stays: it counts when they come back. */
@Injectable()
export class HeartbeatCleanup implements OnApplicationBootstrap {
  constructor(
    private readonly repository: PresenceRepository,
    private readonly settings: SettingsService,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'heartbeat-cleanup',
      description: 'Marks agents that went without a word',
      everyMs: this.config.presence.heartbeatSeconds * SECOND,
      atLeastWallMs: AT_LEAST_WALL_MS,
      run: async () => {
        await this.run();
      },
    });
  }

  /**
   * Takes the device from every agent whose last heartbeat is older than three intervals, in every
   * tenant; it is offline with that. How many there were.
   */
  async run(): Promise<number> {
    const at = this.clock.date();
    let marked = 0;
    for (const clientId of await this.settings.tenants()) {
      const settings = await this.settings.find(clientId);
      if (!settings?.rules.features.agentHeartbeat) continue;
      const { staleMs } = readinessRulesOf(settings.rules, this.clock.speed);
      const staleBefore = new Date(at.getTime() - staleMs);
      marked += await this.repository.disconnectStale(clientId, staleBefore, at);
    }
    if (marked > 0) this.log.info('heartbeat cleanup', { marked });
    return marked;
  }
}
