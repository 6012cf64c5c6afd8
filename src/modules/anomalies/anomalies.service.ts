import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { PageRequest } from '../../common/page.js';
import { periodOf } from '../../common/period.js';
import { dayBounds, dayOf } from '../../common/time.js';
import { EventStore } from '../../platform/events/event-store.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { SettingsService } from '../settings/settings.service.js';
import { AnomalyErrors } from './anomalies.errors.js';
import { anomalyEvent } from './anomalies.events.js';
import { AnomaliesRepository, type AnomalyFilter } from './anomalies.repository.js';
import type { Anomaly, AnomalyState } from './anomaly.types.js';

export interface AskedAnomalies extends Pick<AnomalyFilter, 'state' | 'metric' | 'sector'> {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What somebody says of an anomaly. */
export interface AnomalyCommand {
  readonly clientId: TenantId;
  readonly id: string;
  readonly by: AgentId;
  readonly state: Exclude<AnomalyState, 'open'>;
  readonly note?: string | null | undefined;
  readonly ifVersion: number | null;
}

const MONTH = { days: 30, maxDays: 400 };

/** What is not as it should be, and what people say of it. */
@Injectable()
export class AnomaliesService {
  constructor(
    private readonly anomalies: AnomaliesRepository,
    private readonly settings: SettingsService,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Those that began in a period: the last 30 days, unless the question says otherwise. */
  async list(clientId: TenantId, { from, to, ...asked }: AskedAnomalies, page: PageRequest) {
    const { timezone } = await this.settings.of(clientId);
    const period = periodOf({ from, to }, dayOf(this.clock.now(), timezone), MONTH);
    const filter = {
      ...asked,
      from: dayBounds(period.from, timezone).from,
      to: dayBounds(period.to, timezone).to,
    };
    const [found, counts] = await Promise.all([
      this.anomalies.list(clientId, filter, page),
      this.anomalies.countByState(clientId, filter),
    ]);
    return { ...found, statistics: { ...period, timezone, ...counts } };
  }

  /** What is not as it should be now, the newest first. */
  async unresolved(clientId: TenantId, limit: number): Promise<readonly Anomaly[]> {
    return await this.anomalies.listUnresolved(clientId, limit);
  }

  /**
   * Acknowledges or resolves. Said twice, it changes nothing the second time.
   * @throws AnomalyErrors.ANOMALY_NOT_FOUND, ANOMALY_RESOLVED, CommonErrors.VERSION_CONFLICT
   */
  async say({ clientId, id, by, state, note, ifVersion }: AnomalyCommand): Promise<Anomaly> {
    return await this.transactions.run(async (session) => {
      const anomaly = await this.anomalies.find(clientId, id, session);
      if (!anomaly) throw AnomalyErrors.ANOMALY_NOT_FOUND();
      mustMatch(ifVersion, anomaly.version);
      const isNew = anomaly.state !== state;
      if (anomaly.state === 'resolved' && isNew) throw AnomalyErrors.ANOMALY_RESOLVED();
      const isNoted = note !== undefined && note !== anomaly.note;
      if (!isNew && !isNoted) return anomaly;
      const at = this.clock.date();
      const changed = await this.anomalies.update(session, anomaly, {
        ...(isNoted && { note }),
        ...(isNew && state === 'acknowledged' && { acknowledgedAt: at, acknowledgedBy: by }),
        ...(isNew && state === 'resolved' && { resolvedAt: at, resolvedBy: by }),
        state,
      });
      if (isNew) {
        await this.events.append(session, [anomalyEvent(`anomaly.${state}`, changed, at, by)]);
      }
      return changed;
    });
  }
}
