/** Why a request to somebody else's server came to nothing. */
export type OutgoingFailure =
  | 'bad_url'
  | 'closed_address'
  | 'closed_port'
  | 'unknown_host'
  | 'unreachable'
  | 'timeout'
  | 'certificate'
  | 'no_tls'
  | 'cut_off';

/** The message is for people, in plain words; it never holds an address that a name led to. */
export class OutgoingError extends Error {
  constructor(
    readonly reason: OutgoingFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'OutgoingError';
  }
}

const BY_CODE: Readonly<Record<string, OutgoingFailure>> = {
  ENOTFOUND: 'unknown_host',
  ENODATA: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  EAI_FAIL: 'unknown_host',
  ECONNREFUSED: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  EPROTO: 'no_tls',
};
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS_/;

const WORDS: Readonly<Record<OutgoingFailure, (host: string, port: number) => string>> = {
  bad_url: () => 'the address cannot be used',
  closed_address: (host) => `${host} leads to a private, local or reserved address`,
  closed_port: (host, port) => `port ${port} of ${host} may not be called`,
  unknown_host: (host) => `${host} cannot be found: check the name`,
  unreachable: (host, port) => `${host} takes no connections on port ${port}`,
  timeout: (host) => `${host} did not answer in time`,
  certificate: (host) => `${host} shows a certificate that is not trusted`,
  no_tls: (host, port) => `${host} speaks no TLS on port ${port}`,
  cut_off: (host) => `${host} cut the connection`,
};

/** The failure of a request to `host`, in words. */
export const outgoingError = (
  reason: OutgoingFailure,
  host: string,
  port: number,
  cause?: unknown,
): OutgoingError => new OutgoingError(reason, WORDS[reason](host, port), { cause });

/** Any error of a socket, TLS, DNS or undici as one of ours. */
export function toOutgoingError(error: unknown, host: string, port: number): OutgoingError {
  if (error instanceof OutgoingError) return error;
  return outgoingError(reasonOf(error), host, port, error);
}

function reasonOf(error: unknown): OutgoingFailure {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  if (typeof code !== 'string') return 'cut_off';
  if (code.startsWith('ERR_SSL_')) return 'no_tls';
  return BY_CODE[code] ?? (CERTIFICATE.test(code) ? 'certificate' : 'cut_off');
}
