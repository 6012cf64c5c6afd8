import type { DomainEvent } from '../../common/events.js';
import type { TenantId } from '../../common/ids.js';

export type SettingsEventType =
  'settings.company_changed' | 'settings.rules_changed' | 'settings.dispositions_changed';

/** Settings changed: which fields, and the version that is in force now. */
export function settingsEvent(
  type: SettingsEventType,
  clientId: TenantId,
  at: Date,
  data: { readonly version: number; readonly fields: readonly string[] },
): DomainEvent<SettingsEventType> {
  return { type, clientId, at, data };
}
