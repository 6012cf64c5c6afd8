import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../common/time.js';
import type { PresenceView } from '../heartbeat/presence-view.domain.js';
import { deviceIssuesOf, issueChanges, minutesWithin, validated } from './device-issues.domain.js';

const view = {
  status: 'online',
  isStale: false,
  deviceConnected: true,
  readiness: {
    score: 100,
    isReady: true,
    failed: null,
    checks: { status: 20, heartbeat: 20, device: 20, capacity: 20, offers: 20 },
  },
} as unknown as PresenceView;
const phone = '+919812345678';
const at = (minute: number) => new Date(minute * MINUTE);

describe('the issues of a device', () => {
  it('are those of agents at work only', () => {
    expect(deviceIssuesOf(view, phone)).toEqual([]);
    expect(deviceIssuesOf({ ...view, deviceConnected: false }, null)).toEqual([
      'no_number',
      'device_disconnected',
    ]);
    // A device of which nothing is heard is not said to be disconnected.
    expect(deviceIssuesOf({ ...view, isStale: true, deviceConnected: false }, phone)).toEqual([
      'no_heartbeat',
    ]);
    expect(deviceIssuesOf({ ...view, status: 'away', isStale: true }, null)).toEqual([]);
  });

  it('begin and end', () => {
    expect(issueChanges(new Set(['no_number']), ['no_heartbeat'])).toEqual({
      begun: ['no_heartbeat'],
      over: ['no_number'],
    });
  });

  it('count their minutes within the span that is asked for', () => {
    expect(minutesWithin({ since: at(0), until: at(10) }, at(4), at(60))).toBe(6);
    expect(minutesWithin({ since: at(50), until: null }, at(4), at(60))).toBe(10);
    expect(minutesWithin({ since: at(0), until: at(3) }, at(4), at(60))).toBe(0);
  });
});

describe('a device that is looked at', () => {
  it('is reachable by what is known of it', () => {
    expect(validated(view, phone, 'open')).toMatchObject({ isReachable: true, source: 'socket' });
    expect(validated(view, phone, 'none')).toMatchObject({ source: 'heartbeat', issues: [] });
    const off = { ...view, deviceConnected: false };
    expect(validated(off, phone, 'open')).toMatchObject({ isReachable: false, source: 'none' });
    expect(validated(off, phone, 'open').issues).toHaveLength(1);
    expect(validated(view, phone, 'silent')).toMatchObject({
      isReachable: false,
      source: 'none',
      issues: ['Its live socket did not answer within 5 s'],
    });
  });
});
