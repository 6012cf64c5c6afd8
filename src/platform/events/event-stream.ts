import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { ChangeFeeds, touches, type Change } from '../mongo/change-feed.js';
import type { EventDocument } from './event.schema.js';

type Listener = (event: EventDocument) => void;

/** The numbered events as they come, on every node. Opened when the first listener asks. */
@Injectable()
export class EventStream {
  private readonly listeners = new Set<Listener>();
  private opening: Promise<unknown> | undefined;

  constructor(
    private readonly feeds: ChangeFeeds,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  /** Hears every numbered event from now on; returns the way to stop. */
  async subscribe(listener: Listener): Promise<() => void> {
    this.listeners.add(listener);
    this.opening ??= this.feeds.follow({
      name: 'event-stream',
      collections: ['events'],
      operations: ['update'],
      wants: (change) => touches(change, ['seq']),
      onReset: () => Promise.resolve(),
      onChange: (change) => this.tell(change),
    });
    await this.opening;
    return () => this.listeners.delete(listener);
  }

  private async tell(change: Change): Promise<void> {
    const event = await this.connection
      .collection<EventDocument>('events')
      .findOne({ _id: change.documentKey._id as never });
    if (event) for (const listener of this.listeners) listener(event);
  }
}
