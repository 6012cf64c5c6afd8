import { beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../common/clock.js';
import { asChannelId, asTenantId } from '../../common/ids.js';
import { HOUR } from '../../common/time.js';
import type { FeedOptions } from '../../platform/mongo/change-feed.js';
import type { ChannelDocument } from './channel.schema.js';
import { ChannelsService, hashToken } from './channels.service.js';

const START = Date.UTC(2026, 0, 15);
const sealed = { keyId: 'k', wrappedKey: '', ciphertext: '' };

class FakeClock extends Clock {
  readonly speed = 1;
  time = START;
  now(): number {
    return this.time;
  }
  monotonicMs(): number {
    return this.time;
  }
}

/** The collection, with a count of the questions it was asked. */
class FakeRepository {
  asked = 0;
  channel: ChannelDocument = {
    _id: asChannelId('c1'),
    clientId: asTenantId('bank'),
    type: 'voice',
    name: 'Line',
    isActive: true,
    config: {
      numbers: [],
      digits: [],
      default: null,
      exotel: { accountSid: 'acme1', subdomain: 'api.exotel.com' },
    },
    credentials: {
      apiKey: { sealed, mask: '••••' },
      apiToken: { sealed, mask: '••••' },
    },
    tokens: [
      {
        hash: hashToken('old'),
        sealed,
        createdAt: new Date(START),
        expiresAt: new Date(START + HOUR),
      },
      { hash: hashToken('new'), sealed, createdAt: new Date(START), expiresAt: null },
    ],
    lastTestedAt: null,
    lastTestResult: null,
    version: 1,
    createdAt: new Date(START),
    updatedAt: new Date(START),
  };

  findByTokenHash(hash: string): Promise<ChannelDocument | null> {
    this.asked += 1;
    const isKnown = this.channel.tokens.some((token) => token.hash === hash);
    return Promise.resolve(isKnown ? this.channel : null);
  }
}

describe('ChannelsService', () => {
  let repository: FakeRepository;
  let clock: FakeClock;
  let feed: FeedOptions | undefined;
  let channels: ChannelsService;

  beforeEach(async () => {
    repository = new FakeRepository();
    clock = new FakeClock();
    const feeds = { follow: (options: FeedOptions) => Promise.resolve(void (feed = options)) };
    const unused = {} as never;
    channels = new ChannelsService(
      repository as never,
      feeds as never,
      unused,
      unused,
      unused,
      clock,
    );
    await channels.onApplicationBootstrap();
  });

  it('asks the database once for a token, however many ask at once', async () => {
    const found = await Promise.all([channels.byToken('new'), channels.byToken('new')]);
    await channels.byToken('new');
    expect(found.map((channel) => channel?.clientId)).toEqual(['bank', 'bank']);
    expect(repository.asked).toBe(1);
  });

  it('does not keep wrong tokens', async () => {
    expect(await channels.byToken('guess')).toBeNull();
    expect(await channels.byToken('guess')).toBeNull();
    expect(repository.asked).toBe(2);
  });

  it('refuses an old token from its end on, also when it is in memory', async () => {
    expect(await channels.byToken('old')).not.toBeNull();
    clock.time = START + HOUR - 1;
    expect(await channels.byToken('old')).not.toBeNull();
    clock.time = START + HOUR;
    expect(await channels.byToken('old')).toBeNull();
    expect(await channels.byToken('new')).not.toBeNull();
  });

  it('forgets everything when a channel changes on any node', async () => {
    await channels.byToken('new');
    repository.channel = { ...repository.channel, isActive: false };
    await feed?.onChange({} as never);
    expect(await channels.byToken('new')).toMatchObject({ isActive: false });
  });

  it('does not keep what a change overtook while it was read', async () => {
    const before = repository.channel;
    const reading = channels.byToken('new');
    repository.channel = { ...before, isActive: false };
    await feed?.onChange({} as never);
    await reading;
    expect(await channels.byToken('new')).toMatchObject({ isActive: false });
  });

  it('gives no secret away', async () => {
    expect(Object.keys((await channels.byToken('new')) ?? {}).sort()).toEqual([
      'clientId',
      'config',
      'id',
      'isActive',
      'version',
    ]);
  });
});
