import type { FieldProblem } from '../../common/errors.js';
import type { TeamId } from '../../common/ids.js';
import { normalisePhone } from '../../common/phone.js';
import type {
  ChannelConfigs,
  ChannelType,
  EmailConfig,
  ExotelAccount,
  MailSecurity,
  SmsConfig,
  TypedConfig,
  WebchatConfig,
  WhatsappConfig,
} from './channel.types.js';
import {
  targetOf,
  voiceConfigOf,
  voiceTeams,
  type ConfigResult,
  type GivenTarget,
  type GivenVoiceConfig,
} from './voice.domain.js';

export interface GivenSmsConfig {
  readonly exotel: ExotelAccount;
  readonly sender: string;
  readonly dltEntityId?: string | null;
}
export interface GivenWhatsappConfig {
  readonly exotel: ExotelAccount;
  readonly number: string;
}
export interface GivenEmailConfig {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  readonly from: string;
}
export interface GivenWebchatConfig {
  readonly origins: readonly string[];
  readonly greeting?: string | null;
  readonly default?: GivenTarget | null;
}

/** Configurations as clients write them. */
export interface GivenConfigs {
  readonly voice: GivenVoiceConfig;
  readonly sms: GivenSmsConfig;
  readonly whatsapp: GivenWhatsappConfig;
  readonly email: GivenEmailConfig;
  readonly webchat: GivenWebchatConfig;
}
export type GivenConfig = {
  readonly [T in ChannelType]: { readonly type: T; readonly config: GivenConfigs[T] };
}[ChannelType];

/** What the deployment permits. */
export interface ConfigRules {
  /** May passwords go to a mail server without TLS? Never in production. */
  readonly isPlainMailAllowed: boolean;
}

type Readers = {
  readonly [T in ChannelType]: (
    given: GivenConfigs[T],
    rules: ConfigRules,
  ) => ConfigResult<ChannelConfigs[T]>;
};

const READERS: Readers = {
  voice: voiceConfigOf,
  sms: smsConfigOf,
  whatsapp: whatsappConfigOf,
  email: emailConfigOf,
  webchat: webchatConfigOf,
};

/** A configuration in the form in which it is stored, or every field that is wrong. */
export function configOf<T extends ChannelType>(
  type: T,
  given: GivenConfigs[T],
  rules: ConfigRules,
): ConfigResult<ChannelConfigs[T]> {
  return READERS[type](given, rules);
}

/** Every team that a configuration names, with the field that names it. */
export function teamsOf(channel: TypedConfig): ReadonlyMap<TeamId, string> {
  switch (channel.type) {
    case 'voice':
      return voiceTeams(channel.config);
    case 'webchat': {
      const team = channel.config.default?.team;
      return new Map(team ? [[team, 'config.default.team']] : []);
    }
    default:
      return new Map();
  }
}

/** What a DLT header may look like: letters and digits, as phones show it. */
const HEADER = /^[A-Za-z0-9]{3,11}$/;

function smsConfigOf({ exotel, sender, dltEntityId }: GivenSmsConfig): ConfigResult<SmsConfig> {
  const number = HEADER.test(sender) && /[A-Za-z]/.test(sender) ? sender : normalisePhone(sender);
  if (number === null) {
    return refused('config.sender', 'must be an ExoPhone, or a registered header of 3–11 letters');
  }
  return { ok: true, config: { exotel, sender: number, dltEntityId: dltEntityId ?? null } };
}

function whatsappConfigOf(given: GivenWhatsappConfig): ConfigResult<WhatsappConfig> {
  const number = normalisePhone(given.number);
  if (number === null) return refused('config.number', 'must be a telephone number');
  return { ok: true, config: { exotel: given.exotel, number } };
}

/** A name or an address: letters, digits and the signs between them; nothing of a URL. */
const HOST = /^(?!-)[A-Za-z0-9._:%-]{1,253}$/;

function emailConfigOf(given: GivenEmailConfig, rules: ConfigRules): ConfigResult<EmailConfig> {
  const host = given.host.toLowerCase().replace(/\.$/, '');
  if (!HOST.test(host)) return refused('config.host', 'must be the name of a mail server');
  if (given.security === 'none' && !rules.isPlainMailAllowed) {
    return refused('config.security', 'must be tls or starttls: the password would be readable');
  }
  const { port, security, from } = given;
  return { ok: true, config: { host, port, security, from } };
}

function webchatConfigOf(given: GivenWebchatConfig): ConfigResult<WebchatConfig> {
  const problems: FieldProblem[] = [];
  const origins = given.origins.map((text, index) => {
    const origin = originOf(text);
    if (origin === null) {
      const message = 'must be a site without a path, such as https://www.example.com';
      problems.push({ field: `config.origins.${index}`, message });
    }
    return origin ?? '';
  });
  const config: WebchatConfig = {
    origins: [...new Set(origins)],
    greeting: given.greeting ?? null,
    default: given.default ? targetOf(given.default, 'config.default', problems) : null,
  };
  return problems.length === 0 ? { ok: true, config } : { ok: false, problems };
}

function originOf(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSite = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  if (!isSite || url.username !== '' || url.password !== '') return null;
  return url.pathname === '/' && url.search === '' && url.hash === '' ? url.origin : null;
}

const refused = (field: string, message: string) => ({
  ok: false as const,
  problems: [{ field, message }],
});
