import type { CallLogId } from '../../src/common/ids.js';
import { afterAsk } from '../../src/modules/queue/inbound.domain.js';
import type { DialResult } from '../../src/modules/telephony/call-flow.port.js';
import type { Floor, Pending } from './floor.js';

/**
 * Exotel asks at a node whom to dial for a known call, told with how the last attempt went: what the
 * node decides; null when there is nothing to do.
 */
export function asked(
  floor: Floor,
  node: number,
  id: CallLogId,
  result: DialResult | null,
  at: Date,
): Pending | null {
  return floor.decide(node, id, (call) => {
    const dial = result && { dialNumber: null, result, seconds: 0 };
    const { step, wantsAgent } = afterAsk(
      call,
      false,
      'connect',
      { need: call, dial },
      at,
      floor.settings.rules,
    );
    // One that waits in line is served in its turn, by the matcher.
    const isInLine = call.status === 'queued';
    if (step.events.length === 0 && (isInLine || !wantsAgent)) return null;
    return { step, wantsAgent: wantsAgent && !isInLine, offersAtOnce: true };
  });
}
