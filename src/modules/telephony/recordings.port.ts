import type { Readable } from 'node:stream';
import type { TenantId } from '../../common/ids.js';

/** A recording on its way through us. */
export interface RecordingStream {
  /** 200, or 206 for a part. */
  readonly status: number;
  /** Those that a player needs: type, length, range. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** Recordings at the telephone company, which only our credentials open. */
export abstract class Recordings {
  /**
   * @param url where the telephone company said that it is
   * @param range as the player asked for it
   * @throws TelephonyErrors.RECORDING_NOT_READY, RECORDING_RANGE_NOT_SATISFIABLE, API_UNAVAILABLE
   */
  abstract open(clientId: TenantId, url: string, range: string | null): Promise<RecordingStream>;
}
