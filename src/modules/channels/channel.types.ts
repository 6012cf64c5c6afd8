import type { ChannelId, TeamId, TenantId } from '../../common/ids.js';

/** The types that exist; a tenant has at most one channel of each. */
export const CHANNEL_TYPES = ['voice'] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** Exotel's regions: Singapore and Mumbai (exotel.md 1.1). */
export const EXOTEL_HOSTS = ['api.exotel.com', 'api.in.exotel.com'] as const;
export type ExotelHost = (typeof EXOTEL_HOSTS)[number];

/** Where a call is led: exactly one of the two is there. */
export interface Target {
  readonly team?: TeamId;
  readonly sector?: string;
}

/** A telephone number (E.164) of the tenant and whom its callers want. */
export interface NumberTarget extends Target {
  readonly number: string;
  readonly capabilities?: readonly string[];
  readonly priority?: number;
}

/** What a caller typed at a menu and whom it stands for. */
export interface DigitsTarget extends Target {
  readonly digits: string;
}

export interface VoiceConfig {
  readonly numbers: readonly NumberTarget[];
  readonly digits: readonly DigitsTarget[];
  /** For callers whom neither number nor digits lead anywhere. */
  readonly default: Target | null;
  readonly exotel: { readonly accountSid: string; readonly subdomain: ExotelHost };
}

/** A tenant's telephone channel as other modules see it: no secrets. */
export interface VoiceChannel {
  readonly id: ChannelId;
  readonly clientId: TenantId;
  readonly isActive: boolean;
  readonly config: VoiceConfig;
  /** Grows with each change. */
  readonly version: number;
}

/** What a request to Exotel needs; keep it no longer than the request lasts. */
export interface VoiceCredentials {
  readonly accountSid: string;
  readonly apiKey: string;
  readonly apiToken: string;
  readonly host: ExotelHost;
}
