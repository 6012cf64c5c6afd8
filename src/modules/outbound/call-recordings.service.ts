import { Injectable } from '@nestjs/common';
import type { CallLogId } from '../../common/ids.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { CallErrors } from '../calls/calls.errors.js';
import { CallsService } from '../calls/calls.service.js';
import { OutboundProvider } from '../telephony/outbound-provider.port.js';
import { Recordings, type RecordingStream } from '../telephony/recordings.port.js';
import { TelephonyErrors } from '../telephony/telephony.errors.js';

/** More than one part at once, or something else than bytes, is not asked for. */
const ONE_PART = /^bytes=(\d{1,15}-\d{0,15}|-\d{1,15})$/;

/** Recordings of calls, for those who may hear them. */
@Injectable()
export class CallRecordings {
  constructor(
    private readonly calls: CallsService,
    private readonly provider: OutboundProvider,
    private readonly recordings: Recordings,
  ) {}

  /** @throws CALL_NOT_FOUND, RECORDING_NOT_READY, RECORDING_RANGE_NOT_SATISFIABLE, API_UNAVAILABLE */
  async open(me: Principal, callLogId: CallLogId, range: string | null): Promise<RecordingStream> {
    const { clientId } = me;
    const call = await this.calls.get(clientId, callLogId);
    if (me.role !== 'admin' && !this.calls.isOwn(call, me.agentId)) {
      throw CallErrors.CALL_NOT_FOUND();
    }
    const line = await this.provider.lineOf(clientId);
    const isAsked = call.recordingUrl === null && call.endedAt !== null && call.providerSid && line;
    const url = isAsked
      ? await this.provider.getRecordingUrl(line, call.providerSid)
      : call.recordingUrl;
    if (url === null) throw TelephonyErrors.RECORDING_NOT_READY();
    const part = range !== null && ONE_PART.test(range) ? range : null;
    return await this.recordings.open(clientId, url, part);
  }
}
