import type { FieldProblem } from '../../common/errors.js';
import type { TeamId } from '../../common/ids.js';
import { asTeamId } from '../../common/ids.js';
import { normalisePhone } from '../../common/phone.js';
import type { ExotelHost, NumberTarget, Target, VoiceConfig } from './channel.types.js';

/** A target as a client writes it. */
export interface GivenTarget {
  readonly team?: string | null;
  readonly sector?: string | null;
}

/** A voice channel's configuration as a client writes it. */
export interface GivenVoiceConfig {
  readonly numbers?: readonly (GivenTarget & {
    readonly number: string;
    readonly capabilities?: readonly string[];
    readonly priority?: number;
  })[];
  readonly digits?: readonly (GivenTarget & { readonly digits: string })[];
  readonly default?: GivenTarget | null;
  readonly exotel: {
    readonly accountSid: string;
    readonly subdomain: ExotelHost;
    readonly appId?: string | null;
  };
}

export type ConfigResult<Config> =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Where somebody is led; a target that names both, or neither, is a problem of its field. */
export function targetOf(target: GivenTarget, field: string, problems: FieldProblem[]): Target {
  const { team, sector } = target;
  if (team && !sector) return { team: asTeamId(team) };
  if (sector && !team) return { sector };
  problems.push({ field, message: 'must name a team or a sector, and not both' });
  return {};
}

/** The configuration in its stored form (numbers in E.164), or every field that is wrong. */
export function voiceConfigOf(given: GivenVoiceConfig): ConfigResult<VoiceConfig> {
  const problems: FieldProblem[] = [];
  const numbers = (given.numbers ?? []).map((entry, index): NumberTarget => {
    const field = `config.numbers.${index}`;
    const number = normalisePhone(entry.number);
    if (number === null) {
      problems.push({ field: `${field}.number`, message: 'must be a telephone number' });
    }
    return {
      number: number ?? '',
      ...targetOf(entry, field, problems),
      ...(entry.capabilities && { capabilities: [...new Set(entry.capabilities)] }),
      ...(entry.priority !== undefined && { priority: entry.priority }),
    };
  });
  const digits = (given.digits ?? []).map((entry, index) => ({
    digits: entry.digits,
    ...targetOf(entry, `config.digits.${index}`, problems),
  }));
  for (const index of repeats(numbers.map((entry) => entry.number))) {
    problems.push({ field: `config.numbers.${index}.number`, message: 'is there twice' });
  }
  for (const index of repeats(digits.map((entry) => entry.digits))) {
    problems.push({ field: `config.digits.${index}.digits`, message: 'is there twice' });
  }
  const { accountSid, subdomain, appId } = given.exotel;
  const config: VoiceConfig = {
    numbers,
    digits,
    default: given.default ? targetOf(given.default, 'config.default', problems) : null,
    exotel: { accountSid, subdomain, ...(appId && { appId }) },
  };
  return problems.length === 0 ? { ok: true, config } : { ok: false, problems };
}

/** Every team that the configuration names, with the field that names it. */
export function voiceTeams(config: VoiceConfig): ReadonlyMap<TeamId, string> {
  const teams = new Map<TeamId, string>();
  const add = (target: Target | null, field: string) => {
    if (target?.team && !teams.has(target.team)) teams.set(target.team, `${field}.team`);
  };
  config.numbers.forEach((entry, index) => add(entry, `config.numbers.${index}`));
  config.digits.forEach((entry, index) => add(entry, `config.digits.${index}`));
  add(config.default, 'config.default');
  return teams;
}

function repeats(values: readonly string[]): number[] {
  return values.flatMap((value, index) =>
    value !== '' && values.indexOf(value) < index ? [index] : [],
  );
}
