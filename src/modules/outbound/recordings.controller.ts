import { Controller, Get, Headers, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { asCallLogId } from '../../common/ids.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs } from '../../platform/http/envelope.interceptor.js';
import { CallRecordings } from './call-recordings.service.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): unknown;
}

@ApiTags('calls')
@ApiBearerAuth()
@AnswerAs('raw')
@Controller('api/v1/calls')
export class RecordingsController {
  constructor(private readonly recordings: CallRecordings) {}

  /** The recording of a call, or the part that `Range` names. An agent its own. */
  @Get(':callLogId/recording')
  @Can('calls:read')
  @ApiHeader({ name: 'Range', required: false, description: 'bytes=0-1023' })
  @ApiProduces('audio/mpeg')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Fails(
    'CALL_NOT_FOUND',
    'RECORDING_NOT_READY',
    'RECORDING_RANGE_NOT_SATISFIABLE',
    'API_UNAVAILABLE',
  )
  async getRecording(
    @Me() me: Principal,
    @Param('callLogId') callLogId: string,
    @Headers('range') range: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<StreamableFile> {
    const found = await this.recordings.open(me, asCallLogId(callLogId), range ?? null);
    reply.status(found.status);
    for (const [name, value] of Object.entries(found.headers)) reply.header(name, value);
    // A voice is nobody else's to keep.
    reply.header('Cache-Control', 'private, no-store');
    const type = found.headers['content-type'] ?? 'audio/mpeg';
    return new StreamableFile(found.body, { type });
  }
}
