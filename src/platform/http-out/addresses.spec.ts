import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isPublicAddress } from './addresses.js';

describe('public addresses', () => {
  it.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1'])(
    '%s is one',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each(['2606:4700:4700::1111', '2a00:1450:4001:81b::200e', '2001:4860:4860::8888'])(
    '%s is one',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['this host', '0.0.0.0'],
    ['loopback', '127.0.0.1'],
    ['loopback, any of it', '127.255.255.254'],
    ['private, class A', '10.1.2.3'],
    ['private, class B', '172.16.0.1'],
    ['private, class C', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['the end of carrier-grade NAT', '100.127.255.255'],
    ['link-local', '169.254.1.1'],
    ["clouds' metadata", '169.254.169.254'],
    ["Alibaba's metadata", '100.100.100.200'],
    ["Oracle's metadata", '192.0.0.192'],
    ["Azure's machine server", '168.63.129.16'],
    ['benchmarking', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['IPv6 loopback', '::1'],
    ['IPv6 unspecified', '::'],
    ['IPv4 mapped into IPv6', '::ffff:127.0.0.1'],
    ['IPv4 mapped, in hexadecimal', '::ffff:7f00:1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['6to4 of a private address', '2002:7f00:1::'],
    ['Teredo', '2001:0:1234::1'],
    ['link-local', 'fe80::1'],
    ['link-local with its zone', 'fe80::1%eth0'],
    ['unique local', 'fd12:3456::1'],
    ["Amazon's metadata", 'fd00:ec2::254'],
    ['site-local of old', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['no address', 'localhost'],
    ['nothing', ''],
  ])('%s is none (%s)', (_title, address) => expect(isPublicAddress(address)).toBe(false));

  it('are never found in a mapped, 6to4 or NAT64 form', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const bytes = address.split('.').map(Number);
        const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
        const words = `${hex.slice(0, 4)}:${hex.slice(4)}`;
        expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
        expect(isPublicAddress(`2002:${words}::1`)).toBe(false);
        expect(isPublicAddress(`64:ff9b::${words}`)).toBe(false);
      }),
    );
  });
});
