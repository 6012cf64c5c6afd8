const SECRET_KEY = /pass(word)?|secret|token|authorization|api_?key|credential/i;
const PHONE = /\+?\d[\d\s()-]{8,}\d/g;
/** Begins where a word begins: from every letter on, a long word would cost its square. */
const EMAIL = /(?<![^\s@"'])[^\s@"']+@[^\s@"']+\.[^\s@"']+/g;
const WEBHOOK_TOKEN = /(\/webhooks\/exotel\/|\/media\/)[^/\s?]+/g;
const MAX_DEPTH = 4;

/** A text without telephone numbers (their last four digits stay), e-mails and tokens of addresses. */
export function maskText(text: string): string {
  return text
    .replace(WEBHOOK_TOKEN, '$1••••')
    .replace(EMAIL, '••••@••••')
    .replace(PHONE, (match) => {
      const digits = match.replace(/\D/g, '');
      return digits.length < 10 ? match : `••••${digits.slice(-4)}`;
    });
}

/** The fields of a log line, safe to store. Times and ids stay readable. */
export function maskFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, SECRET_KEY.test(key) ? '••••' : maskValue(value, key, 0)]),
  );
}

function maskValue(value: unknown, key: string, depth: number): unknown {
  if (typeof value === 'string') return isIdKey(key) ? value : maskText(value);
  if (value instanceof Error) {
    return {
      name: value.name,
      message: maskText(value.message),
      stack: maskText(value.stack ?? ''),
    };
  }
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    return value.slice(0, 50).map((item) => maskValue(item, key, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value).map(([inner, item]) => [
      inner,
      SECRET_KEY.test(inner) ? '••••' : maskValue(item, inner, depth + 1),
    ]),
  );
}

/** Ids hold runs of digits that are no telephone number. */
const isIdKey = (key: string): boolean => /(Id|Sid|At|Version)$|^(_id|id|sid|time|at)$/.test(key);
