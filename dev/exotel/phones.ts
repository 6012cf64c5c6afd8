import type { Leg } from './call-record.js';
import { numberKey } from './wire-number.js';

/** How the person (or bot) at a phone behaves. */
export interface PhoneBehaviour {
  /** Seconds of ringing until it is picked up; null: never. Drawn once for each call that rings. */
  readonly answersAfterSeconds: () => number | null;
  /** Engaged elsewhere: callee busy. */
  readonly busy: boolean;
  /** Switched off or out of reach: failed. */
  readonly failed: boolean;
  /** Calls it can hold at once; a bot has many. */
  readonly lines: number;
  /** As a customer who is called by API: how long the conversation lasts. */
  readonly talkSeconds: () => number;
  /** As a customer who is called into a flow: how long they wait for an agent. */
  readonly patienceSeconds: () => number;
  /** `AgentEmail` of the popups. */
  readonly email: string;
}

/** A phone, whose behaviour can be changed at any time. */
export interface SimPhone {
  readonly number: string;
  /** Changes what is named and leaves the rest. */
  set(behaviour: Partial<PhoneBehaviour>): void;
  /** Sids of the calls that ring or talk on it. */
  callSids(): readonly string[];
}

/** A phone without a free line was dialled for another call: the backend must never let that happen. */
export interface OverCapacity {
  readonly number: string;
  readonly at: number;
  /** The calls it was busy with, and since when. */
  readonly holding: readonly { readonly callSid: string; readonly since: number }[];
  readonly dialledFor: string;
  readonly leg: Leg;
}

/** One call offered to two agents at the same time: both rang, or overlapping polls named both. */
export interface DoubleOffer {
  readonly callSid: string;
  readonly at: number;
  readonly numbers: readonly [string, string];
}

/** One line of a phone in use. */
export interface BusyLine {
  readonly number: string;
  readonly callSid: string;
  readonly leg: Leg;
  readonly since: number;
  state: 'ringing' | 'talking';
}

const DEFAULT: PhoneBehaviour = {
  answersAfterSeconds: () => 4,
  busy: false,
  failed: false,
  lines: 1,
  talkSeconds: () => 60,
  patienceSeconds: () => 120,
  email: '',
};

interface PhoneState {
  readonly number: string;
  behaviour: PhoneBehaviour;
  readonly lines: Set<BusyLine>;
}

/** All phones of the country: who rings, who talks, and what must never have happened. */
export class Phones {
  readonly overCapacity: OverCapacity[] = [];
  readonly doubleOffers: DoubleOffer[] = [];
  private readonly phones = new Map<string, PhoneState>();
  /** Phones that ring for a call by Connect. */
  private readonly offers = new Map<string, Set<BusyLine>>();

  phone(number: string): SimPhone {
    const state = this.state(number);
    return {
      number: state.number,
      set: (behaviour) => {
        state.behaviour = { ...state.behaviour, ...behaviour };
      },
      callSids: () => [...state.lines].map((line) => line.callSid),
    };
  }

  behaviour(number: string): PhoneBehaviour {
    return this.state(number).behaviour;
  }

  /** Starts to ring, or null when the phone is engaged. */
  ring(number: string, callSid: string, leg: Leg, now: number): BusyLine | null {
    const state = this.state(number);
    if (state.behaviour.busy) return null;
    if (state.lines.size >= state.behaviour.lines) {
      const holding = [...state.lines].map((line) => ({
        callSid: line.callSid,
        since: line.since,
      }));
      this.overCapacity.push({ number, at: now, holding, dialledFor: callSid, leg });
      return null;
    }
    const line: BusyLine = { number, callSid, leg, since: now, state: 'ringing' };
    state.lines.add(line);
    if (leg === 'connect') this.noteOffer(line);
    return line;
  }

  /** Takes a line without ringing: the caller's own phone. */
  occupy(number: string, callSid: string, now: number): BusyLine {
    const line: BusyLine = { number, callSid, leg: 'from', since: now, state: 'talking' };
    this.state(number).lines.add(line);
    return line;
  }

  pickUp(line: BusyLine): void {
    line.state = 'talking';
    this.forgetOffer(line);
  }

  hangUp(line: BusyLine): void {
    this.state(line.number).lines.delete(line);
    this.forgetOffer(line);
  }

  /** Two overlapping polls of one call were answered with these numbers. */
  noteAnswers(callSid: string, one: string, other: string, at: number): void {
    if (numberKey(one) !== numberKey(other)) {
      this.doubleOffers.push({ callSid, at, numbers: [one, other] });
    }
  }

  private noteOffer(line: BusyLine): void {
    const ringing = this.offers.get(line.callSid) ?? new Set();
    const key = numberKey(line.number);
    for (const other of ringing) {
      if (numberKey(other.number) === key) continue;
      const numbers = [other.number, line.number] as const;
      this.doubleOffers.push({ callSid: line.callSid, at: line.since, numbers });
    }
    this.offers.set(line.callSid, ringing.add(line));
  }

  private forgetOffer(line: BusyLine): void {
    const ringing = this.offers.get(line.callSid);
    if (ringing?.delete(line) && ringing.size === 0) this.offers.delete(line.callSid);
  }

  private state(number: string): PhoneState {
    const key = numberKey(number);
    const known = this.phones.get(key);
    if (known) return known;
    const state: PhoneState = { number, behaviour: DEFAULT, lines: new Set() };
    this.phones.set(key, state);
    return state;
  }
}
