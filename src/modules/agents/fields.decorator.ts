import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsEmail,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
} from 'class-validator';
import { PASSWORD_MAX_LENGTH } from '../../platform/crypto/passwords.js';

const LAST_PAGE = 1_000_000;
const TAG = /<[a-z!/?]/i;

/** May be left out, but not be null. */
export const MayBeAbsent = () => ValidateIf((_, value) => value !== undefined);

/** A name: some visible text without HTML tags. */
export const Name = (min: number, max: number) =>
  applyDecorators(
    IsString(),
    MinLength(min),
    MaxLength(max),
    Matches(/\S/, { message: '$property must not be blank' }),
    Matches(new RegExp(`^(?![^]*${TAG.source})`, 'i'), {
      message: '$property must not contain HTML tags',
    }),
  );

/** A new password: 8 to 128 characters with lower and upper case and a digit. */
export const NewPassword = () =>
  applyDecorators(
    IsString(),
    MinLength(8),
    MaxLength(PASSWORD_MAX_LENGTH),
    Matches(/^(?=[^]*\p{Ll})(?=[^]*\p{Lu})(?=[^]*\d)/u, {
      message: '$property must have a lower case letter, an upper case letter and a digit',
    }),
  );

/** What an agent signs in with. */
export const Username = () =>
  Matches(/^[A-Za-z0-9_]{3,50}$/, {
    message: '$property must be 3 to 50 letters, digits or underscores',
  });

export const EmailAddress = () => applyDecorators(MaxLength(255), IsEmail());

/** A telephone number as people write it; null for none. */
export const Phone = () =>
  applyDecorators(
    IsOptional(),
    MaxLength(20),
    Matches(/^\+?[\d\s\-()]+$/, { message: '$property must be a telephone number' }),
  );

/** The address of a picture; null for none. */
export const Picture = () =>
  applyDecorators(
    IsOptional(),
    MaxLength(2048),
    IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false }),
  );

/** The address of a bot's WebSocket; null for none. Whether it may be called is asked at each call. */
export const StreamUrl = () =>
  applyDecorators(
    IsOptional(),
    MaxLength(2048),
    IsUrl({
      protocols: ['ws', 'wss'],
      require_protocol: true,
      require_tld: false,
      disallow_auth: true,
    }),
  );

const decimal = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;

/** An agent's id: the whole number or its decimal string. */
export const AgentIdField = () =>
  applyDecorators(
    Transform(decimal),
    IsInt({ message: '$property must be the whole number of an agent' }),
    Min(1),
    Max(Number.MAX_SAFE_INTEGER),
  );

/** Several of them. */
export const AgentIdsField = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }): unknown =>
      Array.isArray(value) ? value.map((item: unknown) => decimal({ value: item })) : value,
    ),
    IsArray(),
    IsInt({ each: true, message: '$property must be whole numbers of agents' }),
    Min(1, { each: true }),
    Max(Number.MAX_SAFE_INTEGER, { each: true }),
  );

const flag = ({ value }: { value: unknown }): unknown =>
  value === 'true' || (value === 'false' ? false : value);

/** `true` or `false` in a query. */
export const QueryFlag = () => applyDecorators(IsOptional(), Transform(flag), IsBoolean());

/** Number of a page, from 1. */
export const PageNumber = () =>
  applyDecorators(
    IsOptional(),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(LAST_PAGE),
  );

/** Entries of a page; what is over 100 is cut to 100 by `pageRequest`. */
export const PageLimit = () =>
  applyDecorators(
    IsOptional(),
    Type(() => Number),
    IsInt(),
    Min(1),
  );
