/** What the REST interface answers: JSON, or XML in `<TwilioResponse>` (exotel.md 1.1). */
export interface RestAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** An answer of 200. */
export function ok(body: Record<string, unknown>): RestAnswer {
  return { status: 200, body };
}

/** v1's error body (exotel.md 1.6). */
export function restException(status: number, message: string): RestAnswer {
  return { status, body: { RestException: { Status: status, Message: message } } };
}

/** The text and content type of an answer. */
export function renderAnswer(answer: RestAnswer, json: boolean) {
  if (json) return { contentType: 'application/json', text: JSON.stringify(answer.body) };
  const xml = Object.entries(answer.body).map(([name, value]) => element(name, value));
  return {
    contentType: 'application/xml',
    text: `<?xml version="1.0" encoding="UTF-8"?>\n<TwilioResponse>${xml.join('')}</TwilioResponse>`,
  };
}

function element(name: string, value: unknown): string {
  if (value === null || value === undefined) return `<${name}/>`;
  return `<${name}>${content(name, value)}</${name}>`;
}

function content(name: string, value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((item) => element(name.replace(/s$/, ''), item)).join('');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, inner]) => element(key, inner))
      .join('');
  }
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
