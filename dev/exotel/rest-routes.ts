import type { SimAccount } from './account.js';
import {
  accountResource,
  balanceResource,
  exophonesV1,
  exophonesV2,
  numberResource,
} from './account-resources.js';
import type { CallBook } from './call-book.js';
import { callDetails, legDetails } from './call-details.js';
import { BadListQuery, listCalls } from './call-list.js';
import type { SimCall } from './call-record.js';
import { BadDialRequest, readDialRequest, type DialRequest } from './dial-request.js';
import { ok, restException, type RestAnswer } from './rest-answer.js';
import { numberKey } from './wire-number.js';
import type { World } from './world.js';

const SIX_MONTHS_MS = 184 * 24 * 3600_000;

/** A request past the door: authenticated, within the limit, its path split after the account. */
export interface RestRequest {
  readonly account: SimAccount;
  readonly method: string;
  readonly version: string;
  /** After `/Accounts/{sid}/`, without `.json`. */
  readonly resource: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: ReadonlyMap<string, string> | null;
}

/** Starts the call that was asked for, or null when its flow is not known. */
export type StartDial = (account: SimAccount, request: DialRequest) => SimCall | null;

/** The resources of v1 (exotel.md 1, 2, 5.3). */
export class RestRoutes {
  private readonly dnd: ReadonlySet<string>;

  constructor(
    private readonly world: World,
    private readonly book: CallBook,
    private readonly start: StartDial,
  ) {
    this.dnd = new Set(world.settings.dndNumbers.map(numberKey));
  }

  answer(request: RestRequest): RestAnswer {
    const { account, method, version, resource } = request;
    if (version === 'v1' && resource === 'Calls/connect' && method === 'POST') {
      return this.connect(request);
    }
    if (method !== 'GET') return restException(404, 'Resource not found');
    const now = this.world.clock.now();
    if (version === 'v2_beta') {
      return resource === 'IncomingPhoneNumbers' ? ok(exophonesV2(account)) : notFound();
    }
    if (resource === '') return ok(accountResource(account, now));
    if (resource === 'Calls') return this.list(request, now);
    if (resource === 'IncomingPhoneNumbers') return ok(exophonesV1(account));
    if (resource === 'Balance') return ok(balanceResource(account));
    const [collection, id = '', more] = resource.split('/');
    if (more !== undefined) return notFound();
    if (collection === 'Calls') return this.details(request, id, now);
    if (collection === 'Numbers') return ok(numberResource(id, this.isDnd(id)));
    return notFound();
  }

  private connect(request: RestRequest): RestAnswer {
    const { account, form } = request;
    if (!form) return restException(400, 'The body must be a form');
    let dial: DialRequest;
    try {
      dial = readDialRequest(form, account);
    } catch (error) {
      if (error instanceof BadDialRequest) return restException(400, error.message);
      throw error;
    }
    const blocked = [dial.from, dial.to].find(
      (number) => number && this.isBlocked(account, number),
    );
    if (blocked) {
      const message = `Call to ${blocked} can not be made because of TRAI NDNC regulations.`;
      return restException(403, message);
    }
    const call = this.start(account, dial);
    if (!call) return restException(400, 'Url names a flow that does not exist');
    return ok({ Call: callDetails(call, this.world.clock.now(), this.fillMs) });
  }

  private details({ account, query }: RestRequest, sid: string, now: number): RestAnswer {
    const call = this.book.find(account.sid, sid);
    const missingMs = this.world.settings.cdrMissingSeconds * 1000;
    if (!call || now < call.startedAt + missingMs) return restException(404, 'Call not found');
    const validity = query.get('RecordingUrlValidity');
    if (validity !== null && !(Number(validity) >= 5 && Number(validity) <= 60)) {
      return restException(400, 'RecordingUrlValidity must be from 5 to 60');
    }
    const body = callDetails(call, now, this.fillMs);
    if (query.get('details') === 'true') body.Details = legDetails(call, now, this.fillMs);
    if (validity !== null && body.RecordingUrl !== null) {
      body.PreSignedRecordingUrl = `${call.recordingUrl}?X-Amz-Expires=${Number(validity) * 60}`;
    }
    return ok({ Call: body });
  }

  private list({ account, query, path }: RestRequest, now: number): RestAnswer {
    const missingMs = this.world.settings.cdrMissingSeconds * 1000;
    const calls = this.book
      .ofAccount(account.sid)
      .filter((call) => now >= call.startedAt + missingMs);
    try {
      return ok(listCalls(calls, query, path, now, this.fillMs));
    } catch (error) {
      if (error instanceof BadListQuery) return restException(400, error.message);
      throw error;
    }
  }

  private isDnd(number: string): boolean {
    return this.dnd.has(numberKey(number));
  }

  /** A DND number that called the account in the last six months may be called (exotel.md 6.3). */
  private isBlocked(account: SimAccount, number: string): boolean {
    if (!this.isDnd(number)) return false;
    const since = this.world.clock.now() - SIX_MONTHS_MS;
    return !this.book
      .ofAccount(account.sid)
      .some(
        (call) =>
          call.direction === 'inbound' &&
          call.startedAt >= since &&
          numberKey(call.from) === numberKey(number),
      );
  }

  private get fillMs(): number {
    return this.world.settings.fillSeconds * 1000;
  }
}

function notFound(): RestAnswer {
  return restException(404, 'Resource not found');
}
