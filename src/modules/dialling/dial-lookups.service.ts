import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type ProviderSid } from '../../common/ids.js';
import { MINUTE, SECOND } from '../../common/time.js';
import { IDLE, Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { isCustomerFirst, joinsAtOnce, type OutboundCall } from '../calls/outbound-call.types.js';
import { OutboundProvider, type OutboundLine } from '../telephony/outbound-provider.port.js';
import {
  ended,
  failed,
  isOver,
  isSurelyNotDialled,
  nextUnknownLook,
  NOT_DIALLED_AFTER_MS,
  notDialled,
  placed,
  unknown,
  type DialStep,
} from '../placed-calls/dial.domain.js';
import { readBack } from '../placed-calls/confirmed.domain.js';
import { DialMoves } from './dial-moves.service.js';
import { lookOf } from '../placed-calls/look.domain.js';
import { OutboundCallsRepository } from './outbound-calls.repository.js';

const AT_ONCE = 20;
const LIVE = ['dialing', 'unknown', 'placed'] as const;
/** A dial may reach the list this much earlier or later than we asked for it, by its clock. */
const LIST_SLACK_MS = 5 * SECOND;
/** What was asked for is sent and answered, or cut off, within so long; ms of the wall. */
const LONGEST_DIAL_WALL_MS = 13_000;
/** When the telephone company cannot be asked, it is asked again after so long. */
const ASK_AGAIN_MS = 10 * SECOND;

/**
 * Asks the telephone company about calls that we placed and that it does not tell of: whether an
 * unanswered dial was made, how a call without news goes on, what an ended one cost.
 */
@Injectable()
export class DialLookups implements OnApplicationBootstrap {
  constructor(
    private readonly repository: OutboundCallsRepository,
    private readonly moves: DialMoves,
    private readonly provider: OutboundProvider,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'look-up-placed-calls',
      description: 'Asks Exotel about calls that we placed and that have no news',
      everyMs: SECOND,
      atLeastWallMs: 250,
      run: async () => {
        const now = this.clock.date();
        // Agents and lines are kept for those that are under way: what is over can wait.
        const live = await this.repository.dueForNews(now, LIVE, AT_ONCE);
        const room = AT_ONCE - live.length;
        const over = room > 0 ? await this.repository.dueForNews(now, ['over'], room) : [];
        const due = [...live, ...over];
        if (due.length === 0) return IDLE;
        await Promise.all(
          due.map((call) =>
            runForTenant(call.clientId, this.ids.next(), () => this.lookUp(call)).catch(
              (error: unknown) => this.later(call, error),
            ),
          ),
        );
      },
    });
  }

  private async lookUp(call: OutboundCall): Promise<void> {
    // Whoever claimed it died, or its answer was not stored: from here on only the list counts.
    if (call.dialState === 'dialing') {
      await this.decide(call, (current, at) => unknown(current, at));
      return;
    }
    const line = await this.provider.lineOf(call.clientId);
    if (!line) return await this.withoutLine(call);
    if (call.dialState === 'unknown') return await this.findDial(line, call);
    if (isOver(call)) return await this.readBack(line, call);
    await this.lookAt(line, call);
  }

  /** The list is asked by the two numbers and the time; nothing else dials the pair meanwhile. */
  private async findDial(line: OutboundLine, call: OutboundCall): Promise<void> {
    const { clientId, dialedAt, from, phoneNumber, way } = call;
    const since = new Date((dialedAt ?? call.createdAt).getTime() - LIST_SLACK_MS);
    const until = new Date(this.clock.now() + LIST_SLACK_MS);
    const first = isCustomerFirst(way) ? phoneNumber : from;
    const pair = { from: first, to: joinsAtOnce(way) ? phoneNumber : null };
    const listed = await this.provider.findCalls(line, pair, since, until);
    const sids = listed.map(({ sid }) => sid);
    const known = await this.repository.knownSids(clientId, sids);
    const found = sids.find((sid) => !known.has(sid));
    const graceMs = Math.max(NOT_DIALLED_AFTER_MS, this.clock.fromWallMs(LONGEST_DIAL_WALL_MS));
    await this.decide(call, (current, at) => {
      if (found !== undefined) return placed(current, found, at);
      if (!isSurelyNotDialled(current, graceMs, at)) {
        return { ...startAt(current, nextUnknownLook(at)) };
      }
      const given = { cause: 'network_error', wasAsked: true, retryAt: at } as const;
      return notDialled(current, given, at);
    });
  }

  private async lookAt(line: OutboundLine, call: OutboundCall): Promise<void> {
    const providerSid = call.providerSid ?? (await this.sidOfLine(call));
    const details = providerSid && (await this.provider.getCallDetails(line, providerSid));
    await this.decide(call, (current, at, wrapUpSeconds) => {
      const look = lookOf(current, details || null, at);
      if (look.kind === 'again') return startAt(current, look.at);
      if (look.kind === 'lost') return failed(current, 'unconfirmed', at);
      return ended(current, look.ending, at, wrapUpSeconds);
    });
  }

  /** What is put through on an agent's line has no id of its own. */
  private async sidOfLine({ clientId, lineOf }: OutboundCall): Promise<ProviderSid | null> {
    if (!lineOf) return null;
    return (await this.repository.find(clientId, lineOf))?.providerSid ?? null;
  }

  private async readBack(line: OutboundLine, call: OutboundCall): Promise<void> {
    const { providerSid } = call;
    const found = providerSid && (await this.provider.getCallDetails(line, providerSid));
    const record = found ? { ...found, cost: found.price } : null;
    await this.decide(call, (current, at) => readBack(current, record, at));
  }

  /** The company has no telephone any more: nothing can be asked, and nobody is kept for it. */
  private async withoutLine(call: OutboundCall): Promise<void> {
    await this.decide(call, (current, at) =>
      isOver(current) ? readBack(current, null, at) : failed(current, 'no_line', at),
    );
  }

  /** Only if it is still as it was looked at: a webhook knows more. */
  private async decide(
    looked: OutboundCall,
    decide: (current: OutboundCall, at: Date, wrapUpSeconds: number) => DialStep,
  ): Promise<void> {
    await this.moves.decideAndStore(looked.clientId, looked._id, (current, wrapUpSeconds) =>
      current.version === looked.version ? decide(current, this.clock.date(), wrapUpSeconds) : null,
    );
  }

  private async later(call: OutboundCall, error: unknown): Promise<void> {
    this.log.warn('a placed call cannot be looked up', { callLogId: call._id, error });
    const isWaitedFor = call.dialState === 'unknown';
    const pauseMs = isOver(call) ? MINUTE : isWaitedFor ? ASK_AGAIN_MS / 2 : ASK_AGAIN_MS;
    await this.repository.lookAgainAt(call, new Date(this.clock.now() + pauseMs));
  }
}

const startAt = (call: OutboundCall, newsDueAt: Date): DialStep => ({
  call: { ...call, newsDueAt, looks: call.looks + 1 },
  events: [],
  freed: null,
  isOccupied: false,
});
