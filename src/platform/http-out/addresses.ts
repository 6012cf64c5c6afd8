import { BlockList, isIP } from 'node:net';

/**
 * What is no public IPv4 address: IANA's special-purpose registry (RFC 6890 and its successors),
 * multicast, and the address at which Azure serves its machines' metadata.
 */
const CLOSED_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Within IPv6's public part: Teredo and other protocols, documentation, 6to4 (holds any IPv4). */
const CLOSED_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** All that IPv6 has given out for public use; loopback, mapped, ULA and link-local lie outside. */
const PUBLIC_V6 = blockList([], [['2000::', 3]]);
const CLOSED = blockList(CLOSED_V4, CLOSED_V6);

function blockList(
  v4: readonly (readonly [string, number])[],
  v6: readonly (readonly [string, number])[],
): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of v4) list.addSubnet(network, prefix, 'ipv4');
  for (const [network, prefix] of v6) list.addSubnet(network, prefix, 'ipv6');
  return list;
}

/** May anybody on the internet have this address? What is no address is not public. */
export function isPublicAddress(address: string): boolean {
  const bare = withoutZone(address);
  switch (isIP(bare)) {
    case 4:
      return !CLOSED.check(bare, 'ipv4');
    case 6:
      return PUBLIC_V6.check(bare, 'ipv6') && !CLOSED.check(bare, 'ipv6');
    default:
      return false;
  }
}

/** Is the address in one of these networks? */
export function isWithin(networks: BlockList, address: string): boolean {
  const bare = withoutZone(address);
  const family = isIP(bare);
  return family !== 0 && networks.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

const withoutZone = (address: string): string => address.split('%', 1).join('');
