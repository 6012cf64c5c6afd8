import { Injectable } from '@nestjs/common';
import { CommonErrors } from '../../common/errors.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { Departments } from './departments.js';
import { Feeds } from './feeds.service.js';
import { defaultRooms } from './rooms.domain.js';
import type { NumberedEventName } from './wire.types.js';

const READ_AT_ONCE = 500;
/** A request looks at so many events at the most, however few of them are for its caller. */
const SCANNED_AT_MOST = 5000;

/** An event as a socket would get it. */
export interface NumberedMessage {
  readonly event: NumberedEventName;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EventsAfter {
  readonly events: readonly NumberedMessage[];
  /** Ask with this next. */
  readonly nextSeq: number;
  readonly hasMore: boolean;
}

/** The same events that sockets get, read at leisure. */
@Injectable()
export class EventsService {
  constructor(
    private readonly feeds: Feeds,
    private readonly departments: Departments,
  ) {}

  /** What the caller's own rooms heard after a number, in order. */
  async after(me: Principal, after: number, limit: number): Promise<EventsAfter> {
    const department = (await this.departments.of(me.clientId, [me.agentId])).get(me.agentId);
    if (department === undefined) throw CommonErrors.FORBIDDEN();
    const rooms = new Set(defaultRooms({ ...me, department }));
    const events: NumberedMessage[] = [];
    let prev = after;
    let position = after;
    for (let scanned = 0; scanned < SCANNED_AT_MOST; scanned += READ_AT_ONCE) {
      const read = await this.feeds.read(me.clientId, position, READ_AT_ONCE);
      for (const { seq, wire, rooms: heard } of read.told) {
        position = seq;
        if (!wire || !heard.some((room) => rooms.has(room))) continue;
        events.push({ event: wire.event, data: { ...wire.data, seq, prev } });
        prev = seq;
        if (events.length === limit) return { events, nextSeq: seq, hasMore: true };
      }
      if (read.isEnd) return { events, nextSeq: position, hasMore: false };
    }
    return { events, nextSeq: position, hasMore: true };
  }
}
