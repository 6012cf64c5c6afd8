import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, Random } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { MINUTE, SECOND } from '../../common/time.js';
import { EventStore } from '../../platform/events/event-store.js';
import { IDLE, Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { canceled, isOver } from '../placed-calls/dial.domain.js';
import { DialMoves } from '../dialling/dial-moves.service.js';
import { OutboundIntents } from '../dialling/intents.service.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { LiveAnswers } from '../live-answers/live-answers.service.js';
import { leadDone } from './campaign.events.js';
import type { Lead } from './campaign.types.js';
import { CampaignsRepository } from './campaigns.repository.js';
import { afterCall, afterDisposition, backInList } from './lead.domain.js';
import { LeadsRepository } from './leads.repository.js';

const LOOK_MS = SECOND / 2;
const AT_ONCE = 500;
/** A lead whose call was never stored is nobody's after so long. */
const LOST_AFTER_MS = MINUTE;

/**
 * What became of leads: when their calls are over, when their agents say what came of them, when
 * nobody called, and when their campaign was paused before the call was dialled.
 */
@Injectable()
export class LeadOutcomes implements OnApplicationBootstrap {
  constructor(
    private readonly leads: LeadsRepository,
    private readonly campaigns: CampaignsRepository,
    private readonly intents: OutboundIntents,
    private readonly moves: DialMoves,
    private readonly answers: LiveAnswers,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'settle-leads',
      description: 'Takes in what became of the leads of campaigns',
      everyMs: LOOK_MS,
      run: async () => {
        const now = this.clock.date();
        const underWay = await this.leads.underWay(AT_ONCE);
        const undisposed = await this.leads.undisposed(now, AT_ONCE);
        for (const lead of underWay) await this.inTenant(lead, () => this.settle(lead));
        for (const lead of undisposed) await this.inTenant(lead, () => this.recycle(lead));
        await this.leads.forgetUndisposed(now);
        return underWay.length + undisposed.length === 0 ? IDLE : undefined;
      },
    });
  }

  /** Takes back the calls of a campaign that are not dialled yet. */
  async withdraw(clientId: Lead['clientId'], campaignId: string): Promise<void> {
    for (const lead of await this.leads.dialingOf({ clientId, campaignId })) {
      await this.settle(lead);
    }
  }

  private async inTenant(lead: Lead, work: () => Promise<void>): Promise<void> {
    const { _id: leadId, clientId } = lead;
    await runForTenant(clientId, this.ids.next(), work).catch((error: unknown) => {
      this.log.warn('lead not settled', { leadId, error });
    });
  }

  private async settle(lead: Lead): Promise<void> {
    const { clientId, campaignId, callLogId, previewUntil } = lead;
    const at = this.clock.date();
    if (lead.status === 'previewing') {
      if (previewUntil && previewUntil <= at) await this.leads.replace(backInList(lead, at, at));
      return;
    }
    const campaign = await this.campaigns.find(clientId, campaignId);
    if (!campaign) return;
    if (callLogId === null) {
      const isLost = at.getTime() - lead.updatedAt.getTime() > LOST_AFTER_MS;
      if (isLost) await this.leads.replace(backInList(lead, at, at));
      return;
    }
    const isPaused = campaign.status !== 'running';
    // One that waits for its agent is taken back; the claim of it and this write the same document.
    const call = await this.moves.decideAndStore(clientId, callLogId, (current) =>
      isPaused && current.dialState === 'waiting' ? canceled(current, at) : null,
    );
    if (!call || !isOver(call)) return;
    await this.store(afterCall(lead, call, campaign, at, this.random.next()), call, at);
  }

  private async recycle(lead: Lead): Promise<void> {
    const { clientId, campaignId, callLogId } = lead;
    const call = callLogId && (await this.intents.find(clientId, callLogId));
    const campaign = call && call.disposition && (await this.campaigns.find(clientId, campaignId));
    if (!call || !call.disposition || !campaign) return;
    const at = this.clock.date();
    const after = afterDisposition(lead, call.disposition.name, campaign, at);
    try {
      await this.leads.replace(after);
    } catch (error) {
      // The number waits in another campaign meanwhile: there it is called.
      if (!isDuplicateKey(error)) throw error;
      const { disposition, version, updatedAt } = after;
      await this.leads.replace({
        ...lead,
        disposition,
        dispositionUntil: null,
        version,
        updatedAt,
      });
    }
  }

  private async store(lead: Lead, call: OutboundCall, at: Date): Promise<void> {
    const { clientId, campaignId } = lead;
    const answer = answerOf(call);
    await this.transactions.run(async (session) => {
      if (!(await this.leads.replace(lead, session))) return;
      if (answer) {
        await this.answers.count(session, clientId, campaignId, answer, call.endedAt ?? at);
      }
      if (lead.status === 'done') await this.events.append(session, [leadDone(lead, at)]);
    });
  }
}

/** What a call that a person answered came to; null: nobody did. */
function answerOf({ status, failureReason }: OutboundCall): 'connected' | 'abandoned' | null {
  if (status === 'completed') return 'connected';
  return failureReason === 'abandoned' ? 'abandoned' : null;
}
