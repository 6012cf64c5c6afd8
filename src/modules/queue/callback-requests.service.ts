import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { isEnded } from '../calls/call.domain.js';
import type { Call } from '../calls/call.types.js';
import { CallsService } from '../calls/calls.service.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { SettingsService } from '../settings/settings.service.js';
import { CALLBACK_KEY, type CallNews } from '../telephony/call-flow.port.js';
import { CallMoves } from './call-moves.service.js';
import { Callbacks } from './callbacks.port.js';
import { callbackKnown, callbackRequested } from './overflow.domain.js';
import { isTurnedAway } from './opening.domain.js';
import { entryOf } from './queue.domain.js';
import { QueueRepository } from './queue.repository.js';
import { WaitingLine } from './waiting-line.js';

/** Callers who would rather be called back: asked on the line, and taken at their word. */
@Injectable()
export class CallbackRequests {
  constructor(
    private readonly calls: CallsService,
    private readonly moves: CallMoves,
    private readonly callbacks: Callbacks,
    private readonly queue: QueueRepository,
    private readonly line: WaitingLine,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * What to add to the words of a waiting caller, or of one who called outside the business hours;
   * names the number that will be called. Null: there is nothing to offer.
   */
  async offer({ channel: { clientId }, sid }: CallNews): Promise<string | null> {
    const call = await this.calls.findBySid(clientId, sid);
    if (!call || !(await this.mayBeOffered(call))) return null;
    await this.calls.noteCallbackOffer(call);
    const spoken = Array.from(call.phoneNumber?.replace('+', '') ?? '').join(' ');
    return `To be called back at ${spoken} without losing your place, press ${CALLBACK_KEY}.`;
  }

  /**
   * The caller pressed the key. If it was offered to be called back, its call is over and its place
   * in line stays, in one write with the promise to call; told twice, it is as told once. A number
   * has one promise: asked for in a second call, the first one's place is kept and no other.
   */
  async take({ channel: { clientId }, sid }: CallNews): Promise<boolean> {
    const settings = await this.settings.of(clientId);
    const call = await this.calls.findBySid(clientId, sid);
    if (!call?.callbackOfferedAt) return false;
    if (isTaken(call)) return true;
    if (isTurnedAway(call)) return await this.takeClosed(settings, call);
    const stored = await this.moves.decideAndStore(settings, async () => {
      const before = await this.calls.get(clientId, call._id);
      // An agent is on the way by now: that is better.
      if (before.status !== 'queued') return null;
      const isKnown = await this.callbacks.isPromised(before);
      const step = (isKnown ? callbackKnown : callbackRequested)(before, this.clock.date());
      return { before, step, wantsAgent: false, offersAtOnce: false };
    });
    return stored !== null;
  }

  private async mayBeOffered(call: Call): Promise<boolean> {
    if (!(await this.callbacks.canCall(call))) return false;
    if (!isEnded(call)) return call.status === 'queued';
    const { rules } = await this.settings.of(call.clientId);
    return isTurnedAway(call) && rules.closed.next === 'callback';
  }

  /** The company is closed: the call is over already, its caller is called when it opens. */
  private async takeClosed(settings: TenantSettings, call: Call): Promise<boolean> {
    const { clientId, _id } = call;
    if (await this.queue.find(clientId, _id)) return true;
    const entry = { ...entryOf(call, settings.rules.ageingSeconds), isCallback: true };
    try {
      await this.transactions.run(async (session) => {
        await this.callbacks.book(session, call);
        await this.queue.keepForCallback(session, entry);
      });
    } catch (error) {
      // Its number is to be called back already.
      if (isDuplicateKey(error)) return true;
      throw error;
    }
    this.line.put(entry);
    return true;
  }
}

const isTaken = ({ failureReason }: Call): boolean =>
  failureReason === 'callback_requested' || failureReason === 'callback_known';
