import { MINUTE } from '../../common/time.js';
import type { PresenceView } from '../heartbeat/presence-view.domain.js';

/** What keeps a phone from being reached although its agent wants calls. */
export const DEVICE_ISSUES = ['no_number', 'no_heartbeat', 'device_disconnected'] as const;
export type DeviceIssue = (typeof DEVICE_ISSUES)[number];

/** By what it is known that an agent can be reached. */
export const SOURCES = ['socket', 'heartbeat', 'none'] as const;
export type ReachSource = (typeof SOURCES)[number];

const WORDS: Readonly<
  Record<DeviceIssue | 'silent_socket' | keyof PresenceView['readiness']['checks'], string>
> = {
  no_number: 'Has no telephone number that could be dialled',
  no_heartbeat: 'Its app has sent no heartbeat for three intervals, or never',
  silent_socket: 'Its live socket did not answer within 5 s',
  device_disconnected: 'Its app says that the device is not connected',
  status: 'Does not want calls now',
  heartbeat: 'Its app has sent no heartbeat for three intervals, or never',
  device: 'Its device cannot be reached',
  capacity: 'Holds as many calls as it may, or is in wrap-up',
  offers: 'Missed its last offers',
};

/** What is wrong with the phone of an agent who is at work; nothing, if it is not. */
export function deviceIssuesOf(
  view: Pick<PresenceView, 'status' | 'isStale' | 'deviceConnected'>,
  dialNumber: string | null,
): DeviceIssue[] {
  if (view.status !== 'online') return [];
  const issues: DeviceIssue[] = [];
  if (dialNumber === null) issues.push('no_number');
  if (view.isStale) issues.push('no_heartbeat');
  else if (!view.deviceConnected) issues.push('device_disconnected');
  return issues;
}

/** What an administrator reads of one agent. */
export interface ValidatedDevice {
  readonly isReachable: boolean;
  readonly source: ReachSource;
  /** Readiness, 0–100. */
  readonly score: number;
  /** In words. */
  readonly issues: readonly string[];
}

/**
 * Can the phone of an agent be reached now? Its app must say so, not long ago; one that is on a live
 * socket must answer there, else its last heartbeat counts.
 */
export function validated(
  view: PresenceView,
  dialNumber: string | null,
  socket: 'open' | 'silent' | 'none',
): ValidatedDevice {
  const isSilent = socket === 'silent';
  const isReachable = dialNumber !== null && !view.isStale && view.deviceConnected && !isSilent;
  const failed = Object.entries(view.readiness.checks).filter(([, value]) => value === 0);
  const device: (keyof typeof WORDS)[] = isSilent
    ? ['silent_socket']
    : deviceIssuesOf({ ...view, status: 'online' }, dialNumber);
  const others = failed.flatMap(([check]) =>
    check === 'device' || check === 'heartbeat' ? [] : [check as keyof typeof WORDS],
  );
  return {
    isReachable,
    source: isReachable ? (socket === 'open' ? 'socket' : 'heartbeat') : 'none',
    score: view.readiness.score,
    issues: [...device, ...others].map((issue) => WORDS[issue]),
  };
}

/** Which issues began and which are over. */
export function issueChanges(
  open: ReadonlySet<DeviceIssue>,
  now: readonly DeviceIssue[],
): { readonly begun: readonly DeviceIssue[]; readonly over: readonly DeviceIssue[] } {
  return {
    begun: now.filter((issue) => !open.has(issue)),
    over: [...open].filter((issue) => !now.includes(issue)),
  };
}

/** Minutes of an issue within a span of time. */
export function minutesWithin(
  issue: { readonly since: Date; readonly until: Date | null },
  from: Date,
  to: Date,
): number {
  const begin = Math.max(issue.since.getTime(), from.getTime());
  const end = Math.min(issue.until?.getTime() ?? to.getTime(), to.getTime());
  return Math.max(0, end - begin) / MINUTE;
}
