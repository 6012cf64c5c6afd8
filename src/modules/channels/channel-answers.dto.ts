import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiProperty,
  getSchemaPath,
} from '@nestjs/swagger';
import {
  EmailConfigDto,
  SmsConfigDto,
  VoiceConfigDto,
  WebchatConfigDto,
  WhatsappConfigDto,
} from './channel-configs.dto.js';
import { CHANNEL_TYPES, CREDENTIALS, type ChannelType, type TestResult } from './channel.types.js';
import { CHANNEL_BODIES, type ChannelBodies } from './channels.dto.js';

export class TestResultDto {
  /** @example true */
  ok: boolean;
  /** Milliseconds that the test took. @example 182 */
  latencyMs: number;
  /** The cause in plain words. @example Exotel knows the account acme1; both numbers are its own */
  detail: string;
}

class ChannelBase {
  /** @example 0199d2a0-7c1e-7000-8000-000000000002 */
  id: string;
  /** @example "Bank hotline" */
  name: string;
  isActive: boolean;
  /** When the present settings were tested last; null: never. */
  @ApiProperty({ type: Date, nullable: true })
  lastTestedAt: Date | null;
  @ApiProperty({ type: TestResultDto, nullable: true })
  lastTestResult: TestResult | null;
  /** Send it back as `If-Match`. @example 1 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A channel as it is shown; its secrets by their last four characters only. */
export interface ChannelDto extends ChannelBase {
  readonly type: ChannelType;
  readonly config: unknown;
  readonly credentials: Readonly<Record<string, string>>;
}

class ChannelTokenDto {
  /** The secret part of the webhook addresses. */
  webhookToken: string;
  /**
   * What every webhook address begins with; null for types that nobody calls yet.
   * @example https://calls.example.com/webhooks/exotel/…
   */
  @ApiProperty({ type: String, nullable: true })
  webhookBaseUrl: string | null;
  /** Until when an older token works too; null: there is none. */
  @ApiProperty({ type: Date, nullable: true })
  oldTokenUntil: Date | null;
}

export type ChannelWithTokenDto = ChannelDto & ChannelTokenDto;

/** One of the types with its state, whether the company has it or not. */
export class ChannelStateDto {
  @ApiProperty({ enum: CHANNEL_TYPES, example: 'voice' })
  type: ChannelType;
  /** Does the company have such a channel? */
  isConfigured: boolean;
  isActive: boolean;
  @ApiProperty({ type: String, nullable: true, example: 'Bank hotline' })
  name: string | null;
  @ApiProperty({ type: Date, nullable: true })
  lastTestedAt: Date | null;
  @ApiProperty({ type: TestResultDto, nullable: true })
  lastTestResult: TestResult | null;
}

const CONFIGS: Readonly<Record<ChannelType, Type>> = {
  voice: VoiceConfigDto,
  sms: SmsConfigDto,
  whatsapp: WhatsappConfigDto,
  email: EmailConfigDto,
  webchat: WebchatConfigDto,
};

/** The document's class of a shown channel of one type. */
function shownAs(type: ChannelType): Type {
  class ShownChannelDto extends ChannelBase {
    @ApiProperty({ enum: [type] })
    type: ChannelType;
    @ApiProperty({ type: CONFIGS[type] })
    config: unknown;
    @ApiProperty({
      type: 'object',
      properties: Object.fromEntries(
        CREDENTIALS[type].map((name) => [name, { type: 'string', example: '••••cdef' }]),
      ),
      required: [...CREDENTIALS[type]],
      description: 'never more than the last four characters of each',
    })
    credentials: Record<string, string>;
  }
  const title = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  return Object.defineProperty(ShownChannelDto, 'name', { value: `${title}ChannelDto` });
}

const SHOWN = CHANNEL_TYPES.map(shownAs);

const oneOf = (models: readonly Type[]) => ({
  oneOf: models.map((model) => ({ $ref: getSchemaPath(model) })),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      CHANNEL_TYPES.flatMap((type, index) => {
        const model = models[index];
        return model ? [[type, getSchemaPath(model)]] : [];
      }),
    ),
  },
});

const withToken = () => ({
  allOf: [oneOf(SHOWN), { $ref: getSchemaPath(ChannelTokenDto) }],
});

/** Documents a list of channels, each by its type. */
export const AnswersChannels = () =>
  applyDecorators(
    ApiExtraModels(...SHOWN),
    ApiOkResponse({ schema: { type: 'array', items: oneOf(SHOWN) } }),
  );

/** Documents an answer with one channel and its token. */
export const AnswersChannel = (status: 200 | 201 = 200) =>
  applyDecorators(
    ApiExtraModels(...SHOWN, ChannelTokenDto),
    (status === 201 ? ApiCreatedResponse : ApiOkResponse)({ schema: withToken() }),
  );

const EXAMPLES: Readonly<Record<ChannelType, { readonly config: object; readonly name: string }>> =
  {
    voice: {
      name: 'Bank hotline',
      config: {
        numbers: [{ number: '+918047100000', sector: 'billing' }],
        digits: [{ digits: '2', sector: 'sales' }],
        default: { sector: 'billing' },
        exotel: { accountSid: 'acme1', subdomain: 'api.in.exotel.com' },
      },
    },
    sms: {
      name: 'Text messages',
      config: {
        exotel: { accountSid: 'acme1', subdomain: 'api.in.exotel.com' },
        sender: 'ACMEBK',
        dltEntityId: '1101234560000012345',
      },
    },
    whatsapp: {
      name: 'WhatsApp',
      config: {
        exotel: { accountSid: 'acme1', subdomain: 'api.in.exotel.com' },
        number: '+918047100001',
      },
    },
    email: {
      name: 'Mail',
      config: {
        host: 'smtp.example.com',
        port: 587,
        security: 'starttls',
        from: 'service@example.com',
      },
    },
    webchat: {
      name: 'Web chat',
      config: { origins: ['https://www.example.com'], greeting: 'How can we help?' },
    },
  };

const SECRET_EXAMPLES: Readonly<Record<string, string>> = {
  apiKey: '0123456789abcdef',
  apiToken: 'fedcba9876543210',
  username: 'service@example.com',
  password: 'correct-horse-battery',
};

/** Documents the body that makes or changes a channel, with an example of each type. */
export function TakesChannel(use: keyof ChannelBodies) {
  const models = CHANNEL_TYPES.map((type) => CHANNEL_BODIES[type][use]);
  const { oneOf: schemas, discriminator } = oneOf(models);
  return applyDecorators(
    ApiExtraModels(...models),
    ApiBody({
      // Which of them a change must be is said by the path, not by the body.
      schema: use === 'create' ? { oneOf: schemas, discriminator } : { anyOf: schemas },
      examples: Object.fromEntries(
        CHANNEL_TYPES.map((type) => {
          const credentials = Object.fromEntries(
            CREDENTIALS[type].map((name) => [name, SECRET_EXAMPLES[name]]),
          );
          const common = { ...EXAMPLES[type], credentials };
          return [type, { value: use === 'create' ? { type, ...common } : common }];
        }),
      ),
    }),
  );
}
