import type { ChannelId, TeamId, TenantId } from '../../common/ids.js';

/** The types that exist; a tenant has at most one channel of each. */
export const CHANNEL_TYPES = ['voice', 'sms', 'whatsapp', 'email', 'webchat'] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** Exotel's regions: Singapore and Mumbai (exotel.md 1.1). */
export const EXOTEL_HOSTS = ['api.exotel.com', 'api.in.exotel.com'] as const;
export type ExotelHost = (typeof EXOTEL_HOSTS)[number];

/** How a mail server is spoken to: TLS from the first byte, TLS after a plain start, never. */
export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];

/** Where a call or a chat is led: exactly one of the two is there. */
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

export interface ExotelAccount {
  readonly accountSid: string;
  readonly subdomain: ExotelHost;
}

export interface VoiceConfig {
  readonly numbers: readonly NumberTarget[];
  readonly digits: readonly DigitsTarget[];
  /** For callers whom neither number nor digits lead anywhere. */
  readonly default: Target | null;
  /** `appId`: the flow that customers are led to whom a campaign dials before its agents. */
  readonly exotel: ExotelAccount & { readonly appId?: string };
}

export interface SmsConfig {
  readonly exotel: ExotelAccount;
  /** An ExoPhone (E.164), or a header that is registered with DLT (`ACMEBK`). */
  readonly sender: string;
  /** The company's id in India's DLT register; needed for Indian numbers (exotel.md 5.4). */
  readonly dltEntityId: string | null;
}

export interface WhatsappConfig {
  readonly exotel: ExotelAccount;
  /** The business number, E.164. */
  readonly number: string;
}

export interface EmailConfig {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  /** The address that mails come from. */
  readonly from: string;
}

export interface WebchatConfig {
  /** The sites whose pages may open a chat: `https://www.example.com`. */
  readonly origins: readonly string[];
  readonly greeting: string | null;
  readonly default: Target | null;
}

export interface ChannelConfigs {
  readonly voice: VoiceConfig;
  readonly sms: SmsConfig;
  readonly whatsapp: WhatsappConfig;
  readonly email: EmailConfig;
  readonly webchat: WebchatConfig;
}

/** What is secret of a channel of each type. */
export const CREDENTIALS = {
  voice: ['apiKey', 'apiToken'],
  sms: ['apiKey', 'apiToken'],
  whatsapp: ['apiKey', 'apiToken'],
  email: ['username', 'password'],
  webchat: [],
} as const satisfies Readonly<Record<ChannelType, readonly string[]>>;
export type CredentialName<T extends ChannelType> = (typeof CREDENTIALS)[T][number];

/** The type of a channel with what belongs to that type. */
export type TypedConfig = {
  readonly [T in ChannelType]: { readonly type: T; readonly config: ChannelConfigs[T] };
}[ChannelType];

/** A channel with its secrets open: keep it no longer than what it is needed for lasts. */
export type OpenChannel = {
  readonly [T in ChannelType]: {
    readonly id: ChannelId;
    readonly clientId: TenantId;
    readonly type: T;
    readonly config: ChannelConfigs[T];
    readonly credentials: Readonly<Record<CredentialName<T>, string>>;
    readonly version: number;
  };
}[ChannelType];

/** What came of the last test of a channel. */
export interface TestResult {
  readonly ok: boolean;
  readonly latencyMs: number;
  /** The cause in plain words. */
  readonly detail: string;
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
export interface ExotelCredentials {
  readonly accountSid: string;
  readonly apiKey: string;
  readonly apiToken: string;
  readonly host: ExotelHost;
}
