import { OutgoingError } from './outgoing-error.js';

/** What web servers listen on; mail, databases and shells are not called as if they were one. */
export const WEB_PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);

/**
 * A complete address with one of these protocols, and no secrets in it.
 * @throws OutgoingError bad_url
 */
export function parseOutgoing(text: string, protocols: readonly string[]): URL {
  // Writes every spelling of an IPv4 address (octal, hexadecimal, one number) as four numbers.
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw new OutgoingError('bad_url', 'this is no complete web address');
  if (!protocols.includes(url.protocol)) {
    const names = protocols.map((name) => `${name}//`).join(' or ');
    throw new OutgoingError('bad_url', `the address must begin with ${names}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutgoingError('bad_url', 'the address must not hold a user name or a password');
  }
  return url;
}

const isSecure = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'wss:';

export const portOf = (url: URL): number =>
  url.port === '' ? (isSecure(url) ? 443 : 80) : Number(url.port);

export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
