import {
  Body,
  Controller,
  Get,
  Head,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Public } from '../../../platform/http/auth.decorators.js';
import { Fails } from '../../../platform/http/api-docs.js';
import { AnswerAs } from '../../../platform/http/envelope.interceptor.js';
import { CallerRatings, RATING_SCALES, type RatingScale } from '../caller-ratings.port.js';
import { attemptNews, callNews, endNews, statusEndNews } from './webhook.parser.js';
import { WebhooksService } from './webhooks.service.js';

type Raw = Readonly<Record<string, unknown>>;

interface Request {
  readonly method: string;
}
interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

const NOBODY = { fetch_after_attempt: true, destination: { numbers: [] as string[] } };
/** Conversations may last so long (exotel.md 3.4: max_conversation_duration). */
const LONGEST_TALK = 4500;
/** Exotel takes ring times up to 60 s. */
const LONGEST_RING = 60;
/** What Gather asks after a conversation. */
const RATING_QUESTIONS: Readonly<Record<RatingScale, object>> = {
  csat: {
    gather_prompt: {
      text: 'How satisfied are you with this call? Press 1, not at all, to 5, very satisfied.',
    },
    max_input_digits: 1,
    finish_on_key: '#',
    input_timeout: 5,
    repeat_menu: 0,
  },
  nps: {
    gather_prompt: {
      text:
        'How likely are you to recommend us? Press 0, not at all, to 10, very likely, and then ' +
        'the hash key.',
    },
    max_input_digits: 2,
    finish_on_key: '#',
    input_timeout: 5,
    repeat_menu: 0,
  },
};
const scaleOf = ({ ask }: Raw): RatingScale | undefined =>
  RATING_SCALES.find((scale) => scale === ask);

const HOLD_TEXT = 'All our agents are busy. Please stay on the line.';

/**
 * Exotel's side of every call. A wrong token is 404; with a good one each webhook is stored as it
 * came and answered as Exotel needs it, whatever is in it: a caller is waiting for the answer.
 */
@ApiTags('exotel webhooks')
@ApiParam({ name: 'token', description: "the voice channel's webhook token" })
@Public()
@AnswerAs('raw')
@Controller('webhooks/exotel/:token')
export class ExotelWebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly ratings: CallerRatings,
  ) {}

  /**
   * Connect applet, dynamic URL: whom to dial. One agent at a time; nobody ready: no number.
   */
  @Get('connect')
  @Fails('NOT_FOUND')
  @ApiQuery({ name: 'CallSid', required: false })
  @ApiQuery({ name: 'CallFrom', required: false })
  @ApiQuery({ name: 'CallTo', required: false })
  @ApiQuery({ name: 'DialCallStatus', required: false, description: 'how the last attempt went' })
  @ApiQuery({ name: 'sector', required: false })
  @ApiQuery({ name: 'team', required: false })
  @ApiQuery({ name: 'capabilities', required: false, description: 'names, with commas' })
  @ApiQuery({ name: 'priority', required: false, description: '0–10' })
  @ApiOkResponse({
    schema: { type: 'object' },
    example: {
      fetch_after_attempt: true,
      destination: { numbers: ['+919812345678'] },
      max_ringing_duration: 20,
      max_conversation_duration: 4500,
    },
  })
  async connectCall(@Param('token') token: string, @Query() query: Raw): Promise<object> {
    const answer = await this.webhooks.handle(token, 'connect', 'GET', query, {
      read: callNews,
      act: (flow, news) => flow.connect(news),
      isQuestion: true,
      whenAway: { dialNumber: null, ringSeconds: 0 },
    });
    if (!answer?.dialNumber) return NOBODY;
    return {
      fetch_after_attempt: true,
      destination: { numbers: [answer.dialNumber] },
      max_ringing_duration: Math.min(LONGEST_RING, Math.max(1, Math.round(answer.ringSeconds))),
      max_conversation_duration: LONGEST_TALK,
    };
  }

  /**
   * Voicebot applet, dynamic URL: where the call's sound goes. Nothing but `{}` when no bot is kept
   * for the call: the flow goes on.
   */
  @Get('stream')
  @Fails('NOT_FOUND')
  @ApiQuery({ name: 'CallSid', required: false })
  @ApiOkResponse({
    schema: { type: 'object' },
    example: { url: 'wss://crosspoint.example/media/0mUq…' },
  })
  async streamCall(@Param('token') token: string, @Query() query: Raw): Promise<object> {
    const answer = await this.webhooks.handle(token, 'stream', 'GET', query, {
      read: callNews,
      act: (flow, news) => flow.stream(news),
      isQuestion: true,
      whenAway: { url: null },
    });
    return answer?.url ? { url: answer.url } : {};
  }

  /**
   * Passthru. With `?at=wait` the question of a waiting call: 200, somebody is ready; 302, keep
   * waiting (`?as=select`: the Switch-Case body). With `?at=rating&ask=csat` (or `nps`): what the
   * caller keyed in when it was asked for that. Without it: how the call ended.
   */
  @Get('passthru')
  @Fails('NOT_FOUND')
  @ApiQuery({ name: 'at', required: false, enum: ['wait', 'rating'] })
  @ApiQuery({ name: 'ask', required: false, enum: RATING_SCALES })
  @ApiQuery({ name: 'as', required: false, enum: ['select'] })
  @ApiQuery({ name: 'CallSid', required: false })
  @ApiQuery({ name: 'CallType', required: false })
  @ApiOkResponse({ schema: { type: 'string' } })
  async passCall(
    @Param('token') token: string,
    @Query() query: Raw,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object | string> {
    const scale = scaleOf(query);
    if (query['at'] === 'rating' && scale) {
      await this.webhooks.handle(token, 'passthru', 'GET', query, {
        read: callNews,
        act: (_, news) => this.ratings.rate(news, scale),
        isQuestion: false,
        whenAway: undefined,
      });
      return 'OK';
    }
    if (query['at'] !== 'wait') {
      await this.webhooks.handle(token, 'passthru', 'GET', query, {
        read: endNews,
        act: (flow, news) => flow.end(news),
        isQuestion: false,
        whenAway: undefined,
      });
      return 'OK';
    }
    const answer = await this.webhooks.handle(token, 'passthru', 'GET', query, {
      read: callNews,
      act: (flow, news) => flow.wait(news),
      isQuestion: true,
      whenAway: 'wait' as const,
    });
    const select = answer ?? 'wait';
    if (query['as'] === 'select') {
      reply.header('Content-Type', 'text/plain');
      return JSON.stringify({ select });
    }
    reply.status(select === 'agent' || select === 'bot' ? 200 : 302);
    return 'OK';
  }

  /** What Exotel may ask before it reads the text. */
  @Head('hold')
  @Fails('NOT_FOUND')
  @ApiOkResponse({ description: 'the same headers as GET' })
  async headHold(
    @Param('token') token: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Buffer> {
    await this.webhooks.isOpen(token);
    return plain(reply, '');
  }

  /** Greeting, dynamic URL: what a waiting caller hears for its next piece. */
  @Get('hold')
  @Fails('NOT_FOUND')
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string', example: 'You are number 2 in line.' } })
  async holdCall(
    @Param('token') token: string,
    @Query() query: Raw,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Buffer> {
    const answer = await this.webhooks.handle(token, 'hold', 'GET', query, {
      read: callNews,
      act: (flow, news) => flow.hold(news),
      isQuestion: false,
      whenAway: { text: HOLD_TEXT },
    });
    return plain(reply, answer?.text ?? HOLD_TEXT);
  }

  /**
   * Gather: tells the caller's place and offers to call it back at the press of a key. With `?ask=csat` or `?ask=nps`, after the
   * conversation: asks what the caller thinks of it; a Passthru with `?at=rating` takes the answer.
   */
  @Get('gather')
  @Fails('NOT_FOUND')
  @ApiQuery({ name: 'ask', required: false, enum: RATING_SCALES })
  @ApiOkResponse({ schema: { type: 'object' } })
  async gatherKey(@Param('token') token: string, @Query() query: Raw): Promise<object> {
    const scale = scaleOf(query);
    if (scale) {
      await this.webhooks.isOpen(token);
      return RATING_QUESTIONS[scale];
    }
    const answer = await this.webhooks.handle(token, 'gather', 'GET', query, {
      read: callNews,
      act: (flow, news) => flow.gather(news),
      isQuestion: false,
      whenAway: { text: HOLD_TEXT },
    });
    return {
      gather_prompt: { text: answer?.text ?? HOLD_TEXT },
      max_input_digits: 1,
      finish_on_key: '#',
      input_timeout: 5,
      repeat_menu: 0,
    };
  }

  /** Popup: what happens at the agent's phone (Dial, Ringing, Answered, Terminal). */
  @Get('popup')
  @Fails('NOT_FOUND')
  @ApiOkResponse({ schema: { type: 'string', example: 'OK' } })
  async popupByGet(@Param('token') token: string, @Query() query: Raw): Promise<string> {
    return await this.popup(token, 'GET', query);
  }

  /** The same, sent as a form. */
  @Post('popup')
  @HttpCode(200)
  @Fails('NOT_FOUND')
  @ApiOkResponse({ schema: { type: 'string', example: 'OK' } })
  async popupByPost(
    @Param('token') token: string,
    @Query() query: Raw,
    @Body() body: unknown,
  ): Promise<string> {
    return await this.popup(token, 'POST', { ...query, ...asFields(body) });
  }

  /** StatusCallback, in JSON, urlencoded or multipart: 200 at once for anything with a good token. */
  @Post('status')
  @HttpCode(200)
  @Fails('NOT_FOUND', 'UNAVAILABLE')
  @ApiOkResponse({ schema: { type: 'string', example: 'OK' } })
  async callStatus(
    @Param('token') token: string,
    @Query() query: Raw,
    @Body() body: unknown,
    @Req() request: Request,
  ): Promise<string> {
    const raw = { ...query, ...asFields(body) };
    await this.webhooks.handle(token, 'status', request.method, raw, {
      read: statusEndNews,
      act: (flow, news) => flow.end(news),
      isQuestion: false,
      whenAway: 'refuse',
    });
    return 'OK';
  }

  private async popup(token: string, method: string, raw: Raw): Promise<string> {
    await this.webhooks.handle(token, 'popup', method, raw, {
      read: attemptNews,
      act: (flow, news) => flow.attempt(news),
      isQuestion: false,
      whenAway: undefined,
    });
    return 'OK';
  }
}

/** Exactly `text/plain`: Exotel takes no charset (exotel.md 3.5), and a string would get one. */
function plain(reply: Reply, text: string): Buffer {
  reply.header('Content-Type', 'text/plain');
  return Buffer.from(text, 'utf8');
}

const asFields = (body: unknown): Raw =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Raw) : {};
