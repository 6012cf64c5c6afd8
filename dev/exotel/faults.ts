/** What goes wrong with a REST request. */
export interface RestFault {
  /** The dial happens, its answer never comes: the connection is cut (exotel.md 1.4: ambiguous). */
  readonly loseAnswerAfterDial?: boolean;
  /** The dial happens, the answer is 500 (exotel.md 1.6). */
  readonly answer500AfterDial?: boolean;
  /** 429 before anything happens. */
  readonly answer429?: boolean;
  /** Milliseconds of the wall before anything happens. */
  readonly delayMs?: number;
  /** The connection is cut at once. */
  readonly down?: boolean;
  /** Only dials, or only look-ups. */
  readonly only?: 'dial' | 'read';
}

/** Switches for the faults of the REST interface: one that stays, and some for the next requests. */
export class RestFaults {
  private standing: RestFault = {};
  private queue: { readonly fault: RestFault; left: number }[] = [];

  /** For every request from now on; `{}` ends it. */
  set(fault: RestFault): void {
    this.standing = fault;
  }

  /** For the next `count` requests that it fits; those that spoil a dial fit only dials. */
  next(count: number, fault: RestFault): void {
    this.queue.push({ fault, left: count });
  }

  /** The fault of this request. */
  take(kind: 'dial' | 'read'): RestFault {
    const entry = this.queue.find(({ fault }) => fits(fault, kind));
    if (!entry) return fits(this.standing, kind) ? this.standing : {};
    entry.left -= 1;
    if (entry.left <= 0) this.queue = this.queue.filter((other) => other !== entry);
    return entry.fault;
  }
}

function fits(fault: RestFault, kind: 'dial' | 'read'): boolean {
  if (fault.only) return fault.only === kind;
  const spoilsDial = fault.loseAnswerAfterDial === true || fault.answer500AfterDial === true;
  return kind === 'dial' || !spoilsDial;
}
