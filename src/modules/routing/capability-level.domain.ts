import { SECOND } from '../../common/time.js';
import type { BusinessRules } from '../settings/rules.domain.js';
import type { RoutedNeed } from './routing.types.js';

/**
 * The level at which a call insists on its capabilities: the company's, one less after each so many
 * seconds, down to 0, where they count in the ranking only. A call that asks for none insists on none.
 */
export function insistsOn(
  { capabilities, receivedAt }: Pick<RoutedNeed, 'capabilities' | 'receivedAt'>,
  { required, relaxSeconds }: BusinessRules['capabilityLevels'],
  nowMs: number,
): number {
  if (required === 0 || capabilities.length === 0) return 0;
  const waitedMs = receivedAt ? Math.max(0, nowMs - receivedAt.getTime()) : 0;
  return Math.max(0, required - Math.floor(waitedMs / (relaxSeconds * SECOND)));
}
