import { normalisePhone } from '../../../common/phone.js';

/** A number of the account as Exotel lists it (exotel.md 5.3). */
export interface ListedNumber {
  readonly phone_number?: string | null | undefined;
  readonly friendly_name?: string | null | undefined;
  readonly capabilities?: { readonly sms?: boolean | null | undefined } | null | undefined;
}

/** The list of an account's numbers: perhaps only its first page. */
export interface NumberList {
  readonly numbers: readonly ListedNumber[];
  readonly isWhole: boolean;
}

/** What came of a look: `ok`, or the cause in plain words. */
export interface Finding {
  readonly ok: boolean;
  readonly detail: string;
}

/** The number's entry; some accounts write it in `friendly_name` only. */
function entryOf({ numbers }: NumberList, number: string): ListedNumber | undefined {
  return numbers.find(
    ({ phone_number, friendly_name }) =>
      normalisePhone(phone_number) === number || normalisePhone(friendly_name) === number,
  );
}

/** Are the configured numbers (E.164) the account's own? */
export function findNumbers(
  account: string,
  list: NumberList,
  configured: readonly string[],
): Finding {
  const foreign = configured.filter((number) => !entryOf(list, number));
  const count = list.numbers.length;
  const has = `Exotel knows the account ${account}; it has ${some(count, 'number')}`;
  if (configured.length === 0) return { ok: true, detail: `${has}, of which none is configured` };
  if (foreign.length === 0) return { ok: true, detail: `${has}; all configured ones are its own` };
  if (!list.isWhole) {
    const unseen = `${has} or more; not among the first ${count}: ${foreign.join(', ')}`;
    return { ok: true, detail: unseen };
  }
  return { ok: false, detail: `${has}; not among them: ${foreign.join(', ')}` };
}

/** May text messages come from this sender: a number of the account, or a registered header? */
export function findSender(account: string, list: NumberList, sender: string): Finding {
  if (!sender.startsWith('+')) {
    const detail = `Exotel knows the account ${account}. It cannot be asked whether the header ${sender} is registered: send a message to see`;
    return { ok: true, detail };
  }
  const entry = entryOf(list, sender);
  if (!entry) return findNumbers(account, list, [sender]);
  if (entry.capabilities?.sms === false) {
    return { ok: false, detail: `${sender} is a number of ${account} that takes no text messages` };
  }
  return { ok: true, detail: `Exotel knows the account ${account}; ${sender} is its own` };
}

/** Exotel has no address at which connected WhatsApp numbers could be looked up. */
export function findWhatsappNumber(account: string, list: NumberList, number: string): Finding {
  const own = entryOf(list, number) ? `, and ${number} is one of its numbers` : '';
  const detail = `Exotel knows the account ${account}${own}. It cannot be asked whether ${number} is connected to WhatsApp: send a message to see`;
  return { ok: true, detail };
}

/** What an answer other than 200 to the look-up of the account means (exotel.md 1.6). */
export function refusalOf(status: number, account: string, host: string): string {
  const region = host === 'api.exotel.com' ? 'Singapore' : 'Mumbai';
  switch (status) {
    case 401:
      return `Exotel refuses the API key or the API token in the region ${region}: check both, and the region`;
    case 402:
      return `The account ${account} has no credit left, or its plan has ended`;
    case 403:
      return `Exotel takes the API key, but it may not read the account ${account}`;
    case 404:
      return `Exotel knows no account ${account} in the region ${region}: check the account SID, and the region`;
    case 429:
      return 'Exotel takes no more requests for this account at present: try again in a minute';
    default:
      return status >= 500
        ? `Exotel has a problem of its own (${status}): try again later`
        : `Exotel answers ${status}, which it should not: check the region`;
  }
}

const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
