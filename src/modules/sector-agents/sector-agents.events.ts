import type { DomainEvent } from '../../common/events.js';
import type { SectorAgent } from './sector-agents.types.js';

export type ProfileEventType = 'profile.created' | 'profile.updated' | 'profile.deleted';

/** Something that happened to a routing profile. */
export function profileEvent(
  type: ProfileEventType,
  profile: SectorAgent,
  at: Date,
): DomainEvent<ProfileEventType, { readonly profile: SectorAgent }> {
  const { clientId, agentId } = profile;
  return { type, clientId, at, agentId, data: { profile } };
}
