import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { asCallLogId } from '../../common/ids.js';
import { StaleCallError } from '../calls/calls.errors.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { Claims } from '../dialling/claims.service.js';
import {
  abandoned,
  afterFlow,
  joined,
  LED_RING_SECONDS,
} from '../placed-calls/customer-first.domain.js';
import { isOver, RING_SECONDS } from '../placed-calls/dial.domain.js';
import { DialMoves } from '../dialling/dial-moves.service.js';
import { OutboundIntents } from '../dialling/intents.service.js';
import { InboundCallFlow } from '../queue/inbound-flow.service.js';
import {
  CallFlow,
  type AttemptNews,
  type CallNews,
  type ConnectAnswer,
  type EndNews,
  type HoldAnswer,
  type StreamAnswer,
  type WaitAnswer,
} from '../telephony/call-flow.port.js';
import { AgentLines } from './agent-lines.service.js';
import { CampaignsRepository } from './campaigns.repository.js';
import { FreeCallers } from './free-callers.service.js';
import { LeadsRepository } from './leads.repository.js';

const NOBODY: ConnectAnswer = { dialNumber: null, ringSeconds: 0 };
const ATTEMPTS = 5;

/**
 * What a call of a campaign shall do in its flow. Its customer was dialled first: who picked up is led
 * to whoever of the campaign is free at that moment, or to nobody. Its agent stays on the line: it is
 * led to the next lead (`AgentLines`). All other calls are the queue's.
 */
@Injectable()
export class CampaignFlow extends CallFlow {
  constructor(
    private readonly incoming: InboundCallFlow,
    private readonly intents: OutboundIntents,
    private readonly claims: Claims,
    private readonly moves: DialMoves,
    private readonly campaigns: CampaignsRepository,
    private readonly leads: LeadsRepository,
    private readonly callers: FreeCallers,
    private readonly lines: AgentLines,
    private readonly clock: Clock,
  ) {
    super();
  }

  async wait(news: CallNews): Promise<WaitAnswer> {
    const call = await this.ours(news);
    if (!call) return await this.incoming.wait(news);
    if (call.way === 'agent_line') return 'agent';
    return (await this.agentFor(call, news)) ? 'agent' : 'closed';
  }

  async connect(news: CallNews): Promise<ConnectAnswer> {
    const call = await this.ours(news);
    if (!call) return await this.incoming.connect(news);
    if (call.way === 'agent_line') {
      return { dialNumber: await this.lines.numberFor(call, news), ringSeconds: RING_SECONDS };
    }
    const led = await this.agentFor(call, news);
    return led ? { dialNumber: led.from, ringSeconds: LED_RING_SECONDS } : NOBODY;
  }

  async stream(news: CallNews): Promise<StreamAnswer> {
    return (await this.ours(news)) ? { url: null } : await this.incoming.stream(news);
  }

  async attempt(news: AttemptNews): Promise<void> {
    const call = await this.ours(news);
    if (!call) return await this.incoming.attempt(news);
    if (news.event !== 'answered') return;
    if (call.way === 'agent_line') return await this.lines.talks(call);
    await this.moves.decideAndStore(call.clientId, call._id, (current) =>
      joined(current, this.clock.date()),
    );
  }

  async end(news: EndNews): Promise<void> {
    const call = await this.ours(news);
    if (!call) return await this.incoming.end(news);
    if (call.way === 'agent_line') return await this.lines.ended(call, news);
    await this.moves.decideAndStore(call.clientId, call._id, (current, wrapUpSeconds) =>
      afterFlow(current, news, this.clock.date(), wrapUpSeconds),
    );
  }

  async hold(news: CallNews): Promise<HoldAnswer> {
    return (await this.ours(news)) ? { text: '' } : await this.incoming.hold(news);
  }

  async gather(news: CallNews): Promise<HoldAnswer> {
    return (await this.ours(news)) ? { text: '' } : await this.incoming.gather(news);
  }

  /** The call of a campaign that the news are of; null: it is another one. */
  private async ours({ channel, placed, sid }: CallNews): Promise<OutboundCall | null> {
    if (!placed) return null;
    const { clientId } = channel;
    const { customField } = placed;
    const call =
      customField === null
        ? await this.intents.findBySid(clientId, sid)
        : await this.intents.find(clientId, asCallLogId(customField));
    return call?.way === 'flow' || call?.way === 'agent_line' ? call : null;
  }

  /** The call with the agent whose phone shall ring; null: nobody's. */
  private async agentFor(asked: OutboundCall, news: CallNews): Promise<OutboundCall | null> {
    const { clientId, _id } = asked;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const call = await this.intents.find(clientId, _id);
      if (!call || isOver(call)) return null;
      // Told how it went at the agent's phone: what comes after a talk the flow's end tells.
      if (call.from !== '' && news.dial) {
        return news.dial.result === 'completed' ? null : await this.leave(call, news);
      }
      if (call.from !== '') return call;
      try {
        return (await this.take(call, news)) ?? (await this.leave(call, news));
      } catch (error) {
        if (!(error instanceof StaleCallError)) throw error;
      }
    }
    return null;
  }

  private async take(call: OutboundCall, { sid }: CallNews): Promise<OutboundCall | null> {
    const { clientId, metadata } = call;
    const { campaignId = '', leadId } = metadata;
    const campaign = await this.campaigns.find(clientId, campaignId);
    const free = campaign ? await this.callers.free(campaign, this.clock.date()) : [];
    for (const agent of free) {
      const led = await this.claims.takeFor(call, sid, agent);
      if (!led) continue;
      await this.leads.give({ clientId, campaignId }, String(leadId), agent.id);
      return led;
    }
    return null;
  }

  private async leave(call: OutboundCall, { sid, dial }: CallNews): Promise<null> {
    await this.moves.decideAndStore(call.clientId, call._id, (current) =>
      abandoned(current, sid, dial?.result ?? null, this.clock.date()),
    );
    return null;
  }
}
