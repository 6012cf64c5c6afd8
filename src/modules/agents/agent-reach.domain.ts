import type { AgentId } from '../../common/ids.js';
import type { AgentKind } from './agents.types.js';

const STREAM = 'stream:';

/** What says where an agent takes its calls. */
interface Reach {
  readonly agentId: AgentId;
  readonly kind: AgentKind;
  readonly dialNumber: string | null;
  readonly streamUrl: string | null;
}

/** Where an agent's calls go: its number, or for a bot with a stream the name of that. */
export const reachOf = ({ agentId, kind, dialNumber, streamUrl }: Reach): string | null =>
  kind === 'bot' && streamUrl !== null ? `${STREAM}${agentId}` : dialNumber;

/** Is it a bot's stream, and no number that can be dialled? */
export const isStream = (reach: string): boolean => reach.startsWith(STREAM);
