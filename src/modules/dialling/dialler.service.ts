import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/errors.js';
import { SECOND } from '../../common/time.js';
import { Log } from '../../platform/logging/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { MediaStreams } from '../media/media-streams.service.js';
import {
  OutboundProvider,
  type DialOrder,
  type OutboundLine,
  type PlacedCall,
} from '../telephony/outbound-provider.port.js';
import { TelephonyErrors } from '../telephony/telephony.errors.js';
import { StatusAddresses } from '../telephony/status-addresses.js';
import {
  failed,
  LONGEST_CALL_SECONDS,
  notDialled,
  placed,
  RING_SECONDS,
  unknown,
  type DialStep,
} from '../placed-calls/dial.domain.js';
import { outcomeOf } from '../placed-calls/dial-outcome.domain.js';
import { DialMoves } from './dial-moves.service.js';

/** What was claimed is sent within so long, or not at all; ms of the wall. */
export const SEND_WITHIN_MS = 5000;
/** A call that found the telephone company away, or its limit reached, waits so long. */
const AWAY_MS = 5 * SECOND;
const LIMITED_MS = 2 * SECOND;

/** A call whose agent and line are taken, in this process. */
export interface Claimed {
  readonly call: OutboundCall;
  readonly line: OutboundLine;
  /** Of the wall, monotonic. */
  readonly claimedAtMs: number;
}

/** Asks the telephone company for claimed calls: each once, and stores what it said. */
@Injectable()
export class Dialler {
  /** The dials that this process waits for, by account. */
  private readonly underWay = new Map<string, Set<Promise<void>>>();
  private readonly dialled;

  constructor(
    private readonly provider: OutboundProvider,
    private readonly addresses: StatusAddresses,
    private readonly streams: MediaStreams,
    private readonly moves: DialMoves,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.dialled = metrics.counter('crosspoint_dials_total', 'Dials that we asked for', [
      'outcome',
    ]);
  }

  /** Resolves when this process waits for fewer dials of the account than so many. */
  async room({ account }: OutboundLine, most: number): Promise<void> {
    for (;;) {
      const dials = this.underWay.get(account);
      if (!dials || dials.size < most) return;
      await Promise.race(dials);
    }
  }

  /** Dials in the background; what comes of it is stored, or found out by the look-up. */
  begin(claimed: Claimed): void {
    const { _id } = claimed.call;
    const { account } = claimed.line;
    const dials = this.underWay.get(account) ?? new Set();
    this.underWay.set(account, dials);
    const work = this.dial(claimed)
      .catch((error: unknown) => {
        this.log.warn('a dial was not settled; it is looked up', { callLogId: _id, error });
      })
      .finally(() => {
        dials.delete(work);
        if (dials.size === 0 && this.underWay.get(account) === dials) this.underWay.delete(account);
      });
    dials.add(work);
  }

  private async dial({ call, line, claimedAtMs }: Claimed): Promise<void> {
    let answer: PlacedCall | DomainError;
    try {
      answer = await this.provider.makeCall(line, {
        ...(await this.numbersOf(call, line)),
        callerId: line.callerId,
        customField: call._id,
        statusUrl: this.addresses.of({ clientId: call.clientId, callLogId: call._id }),
        ringSeconds: RING_SECONDS,
        timeLimitSeconds: LONGEST_CALL_SECONDS,
        sendUntilMs: claimedAtMs + SEND_WITHIN_MS,
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      answer = error;
    }
    const outcome = answer instanceof DomainError ? answer.code : 'placed';
    this.dialled.inc({ outcome });
    const closedForMs =
      answer instanceof DomainError && answer.code === 'API_UNAVAILABLE'
        ? await this.provider.closedForMs(line)
        : 0;
    await this.moves.decideAndStore(call.clientId, call._id, (current) => {
      // Another claim of the same call, or its end, which this answer is not about.
      if (current.dialedAt?.getTime() !== call.dialedAt?.getTime()) return null;
      return this.settled(current, answer, closedForMs);
    });
  }

  private async numbersOf(
    call: OutboundCall,
    { appId }: OutboundLine,
  ): Promise<Pick<DialOrder, 'from' | 'target'>> {
    const { way, from, phoneNumber } = call;
    switch (way) {
      case 'agent_first':
        return { from, target: { kind: 'number', number: phoneNumber } };
      case 'stream': {
        const url = await this.streams.urlForPlaced(call);
        return { from: phoneNumber, target: { kind: 'stream', url } };
      }
      case 'flow':
      case 'agent_line':
        if (appId === null) throw TelephonyErrors.PROVIDER_BAD_REQUEST();
        return { from: way === 'flow' ? phoneNumber : from, target: { kind: 'flow', appId } };
    }
  }

  private settled(
    call: OutboundCall,
    answer: PlacedCall | DomainError,
    closedForMs: number,
  ): DialStep {
    const at = this.clock.date();
    if (!(answer instanceof DomainError)) return placed(call, answer.sid, at);
    const outcome = outcomeOf(answer.code);
    switch (outcome.kind) {
      case 'unknown':
        return unknown(call, at);
      case 'refused':
        return failed(call, outcome.cause, at);
      case 'not_dialled': {
        const isAway = outcome.cause === 'api_unavailable';
        const pauseMs = isAway ? Math.max(AWAY_MS, closedForMs) : LIMITED_MS;
        const retryAt = new Date(at.getTime() + pauseMs);
        return notDialled(call, { cause: outcome.cause, wasAsked: false, retryAt }, at);
      }
    }
  }
}
