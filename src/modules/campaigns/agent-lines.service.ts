import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { asCallLogId, Ids } from '../../common/ids.js';
import { MINUTE } from '../../common/time.js';
import { isAnswered } from '../../platform/mongo/request-context.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { StaleCallError } from '../calls/calls.errors.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { DialMoves } from '../dialling/dial-moves.service.js';
import { OutboundIntents } from '../dialling/intents.service.js';
import {
  afterAttempt,
  nextOnLine,
  ringsOnLine,
  talksOnLine,
} from '../placed-calls/agent-line.domain.js';
import { isOver, type DialStep } from '../placed-calls/dial.domain.js';
import { intentOf as callOf } from '../placed-calls/intent.domain.js';
import { SettingsService } from '../settings/settings.service.js';
import type { CallNews, DialNews, EndNews } from '../telephony/call-flow.port.js';
import { CallableLeads } from './callable-leads.service.js';
import type { Campaign, Lead } from './campaign.types.js';
import { CampaignsRepository } from './campaigns.repository.js';
import { intentOf } from './lead-call.domain.js';
import { dialing } from './lead.domain.js';
import { LeadsRepository } from './leads.repository.js';

const ATTEMPTS = 5;

class NoLeadError extends Error {}

/** Exotel writes numbers in a form of its own: the last digits tell. */
const TOLD_APART_BY = 8;
const isOfAnother = ({ dialNumber }: DialNews, { phoneNumber }: OutboundCall): boolean =>
  dialNumber !== null && dialNumber.slice(-TOLD_APART_BY) !== phoneNumber.slice(-TOLD_APART_BY);

/**
 * Agents who stay on the line (exotel.md 2.6): their phone rings once, and each time that the flow asks
 * (`fetch_after_attempt`) it hears the next lead's number. The end of one call and the next one with its
 * lead are one transaction, so the agent's place is never free in between.
 */
@Injectable()
export class AgentLines {
  constructor(
    private readonly intents: OutboundIntents,
    private readonly moves: DialMoves,
    private readonly campaigns: CampaignsRepository,
    private readonly leads: LeadsRepository,
    private readonly callable: CallableLeads,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** The number that the flow shall dial for the agent now; null: there is none, its line ends. */
  async numberFor(line: OutboundCall, news: CallNews): Promise<string | null> {
    const { clientId, _id: lineId } = line;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const current = await this.intents.currentOnLine(clientId, lineId);
      if (!current) return null;
      // Asked again without news of this very number: the answer before was lost.
      const { dial } = news;
      if (!dial || isOfAnother(dial, current)) return await this.ring(current, news);
      try {
        return await this.follow(line, current, dial);
      } catch (error) {
        if (!(error instanceof StaleCallError)) throw error;
      }
    }
    return null;
  }

  async talks({ clientId, _id }: OutboundCall): Promise<void> {
    const current = await this.intents.currentOnLine(clientId, _id);
    if (!current) return;
    await this.moves.decideAndStore(clientId, current._id, (call) =>
      talksOnLine(call, this.clock.date()),
    );
  }

  /** The flow's last word: of the customer of the moment. */
  async ended({ clientId, _id }: OutboundCall, news: EndNews): Promise<void> {
    const current = await this.intents.currentOnLine(clientId, _id);
    if (!current) return;
    const result = news.end === 'caller_hung_up' ? 'canceled' : (news.dial?.result ?? news.end);
    const seconds = news.talkSeconds ?? news.dial?.seconds ?? null;
    await this.moves.decideAndStore(clientId, current._id, (call, wrapUpSeconds) =>
      isOver(call)
        ? null
        : afterAttempt(call, { result, seconds }, this.clock.date(), wrapUpSeconds),
    );
  }

  private async ring(current: OutboundCall, { sid }: CallNews): Promise<string> {
    await this.moves.decideAndStore(current.clientId, current._id, (call) =>
      ringsOnLine(call, sid, this.clock.date()),
    );
    return current.phoneNumber;
  }

  /** @throws StaleCallError when the call changed meanwhile */
  private async follow(
    line: OutboundCall,
    current: OutboundCall,
    dial: DialNews,
  ): Promise<string | null> {
    const at = this.clock.date();
    const next = await this.nextOf(current, at);
    const settings = await this.settings.of(line.clientId);
    const end = (wrapUpSeconds: number): DialStep => afterAttempt(current, dial, at, wrapUpSeconds);
    if (next) {
      try {
        const { call, presence } = await this.transactions.run(async (session) => {
          await this.moves.store(session, settings, current, end(0));
          const begun = await this.begin(session, line, next, at);
          return await this.moves.store(session, settings, null, begun);
        });
        this.moves.told(call.clientId, presence);
        return call.phoneNumber;
      } catch (error) {
        // Paused, or somebody else's by now: the agent's line ends, and the lead waits.
        if (!(error instanceof NoLeadError)) throw error;
      }
    }
    const { wrapUpSeconds } = settings.rules;
    const { presence } = await this.transactions.run((session) =>
      this.moves.store(session, settings, current, end(wrapUpSeconds)),
    );
    this.moves.told(line.clientId, presence);
    return null;
  }

  private async nextOf(
    current: OutboundCall,
    at: Date,
  ): Promise<{ readonly campaign: Campaign; readonly lead: Lead } | null> {
    const { clientId, metadata } = current;
    const campaign = await this.campaigns.find(clientId, metadata.campaignId ?? '');
    const isOn = campaign?.status === 'running' && campaign.keepsAgentOnLine;
    if (!isOn || campaign.nextDialAt > at) return null;
    const [lead] = await this.callable.next(campaign, await this.settings.of(clientId), at, 1);
    return lead ? { campaign, lead } : null;
  }

  private async begin(
    session: Parameters<DialMoves['store']>[0],
    line: OutboundCall,
    { campaign, lead }: { readonly campaign: Campaign; readonly lead: Lead },
    at: Date,
  ): Promise<DialStep> {
    const { agentId } = line;
    const pauseMs = campaign.callsPerMinute === null ? 0 : MINUTE / campaign.callsPerMinute;
    const nextDialAt = new Date(at.getTime() + pauseMs);
    const isTurn = await this.campaigns.takeTurn(session, campaign, at, nextDialAt);
    const callLogId = asCallLogId(this.ids.next());
    const isOurs =
      isTurn && (await this.leads.replace(dialing(lead, agentId, callLogId, at), session));
    // Exotel was told "nobody" meanwhile: the lead would wait in vain.
    if (!isOurs || isAnswered(this.clock.monotonicMs())) throw new NoLeadError();
    return nextOnLine(callOf(callLogId, intentOf(campaign, lead, agentId), at), line, at);
  }
}
