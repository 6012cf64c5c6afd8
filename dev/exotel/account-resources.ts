import type { SimAccount } from './account.js';
import { istStamp } from './indian-time.js';
import { e164, numberKey, wireNumber } from './wire-number.js';

/** `GET /v1/Accounts/{sid}` (exotel.md 5.6). */
export function accountResource(account: SimAccount, now: number): Record<string, unknown> {
  return {
    Account: {
      Sid: account.sid,
      FriendlyName: account.sid,
      Status: 'active',
      Type: 'Full',
      DateCreated: istStamp(now),
      DateUpdated: istStamp(now),
      Uri: `/v1/Accounts/${account.sid}`,
    },
  };
}

/** `GET …/IncomingPhoneNumbers.json` (exotel.md 5.3). */
export function exophonesV1(account: SimAccount): Record<string, unknown> {
  const numbers = account.exophones.map((number) => ({
    IncomingPhoneNumber: { PhoneNumber: wireNumber(number) },
  }));
  return { IncomingPhoneNumbers: numbers };
}

/** `GET /v2_beta/…/IncomingPhoneNumbers` (exotel.md 5.3). */
export function exophonesV2(account: SimAccount): Record<string, unknown> {
  const takesSms = new Set((account.smsNumbers ?? []).map(numberKey));
  const numbers = account.exophones.map((number) => ({
    sid: numberKey(number),
    phone_number: e164(number),
    friendly_name: wireNumber(number),
    capabilities: { voice: true, sms: takesSms.has(numberKey(number)) },
    country: 'IN',
    region: 'KA',
    voice_url: `http://my.exotel.com/${account.sid}/exoml/start_voice/1`,
  }));
  return { page: 0, page_size: 50, incoming_phone_numbers: numbers };
}

/** `GET …/Numbers/{number}.json` (exotel.md 2.8). */
export function numberResource(number: string, isDnd: boolean): Record<string, unknown> {
  return {
    Numbers: {
      PhoneNumber: wireNumber(number),
      Circle: 'KA',
      CircleName: 'Karnataka',
      Type: 'Mobile',
      Operator: 'A',
      OperatorName: 'Airtel',
      DND: isDnd ? 'Yes' : 'No',
    },
  };
}

/** `GET …/Balance.json` (exotel.md 2.8). */
export function balanceResource(account: SimAccount): Record<string, unknown> {
  return { Balance: { AccountSid: account.sid, Balance: 1000, Currency: 'INR' } };
}
