import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { isPublicAddress, isWithin } from './addresses.js';
import { outgoingError, toOutgoingError } from './outgoing-error.js';

const lookUp = promisify(lookup);

/** The machine's resolver, as every other program on it uses it. */
@Injectable()
export class NameLookup {
  /** Every address of a name, IPv4 first. @throws Error with a code such as ENOTFOUND */
  async addressesOf(name: string): Promise<readonly LookupAddress[]> {
    return await lookUp(name, { all: true, order: 'ipv4first' });
  }
}

/**
 * Who may be called at an address that somebody typed in: public addresses only, and what
 * `OUTGOING_ALLOW_PRIVATE` names. The check is of the addresses that are then connected to, so a
 * name that is answered differently the second time gains nothing.
 */
@Injectable()
export class AddressGuard {
  private readonly allowedHosts: ReadonlySet<string>;
  private readonly allowedNetworks = new BlockList();

  constructor(
    config: Config,
    private readonly names: NameLookup,
  ) {
    const { hosts, networks } = config.outgoing.allowPrivate;
    this.allowedHosts = new Set(hosts);
    for (const { address, prefix } of networks) {
      this.allowedNetworks.addSubnet(address, prefix, isIP(address) === 4 ? 'ipv4' : 'ipv6');
    }
  }

  /**
   * The addresses of a host, each one allowed: connect to these and no others.
   * @param ports what may be called at public addresses
   * @throws OutgoingError closed_address when one of them is closed, closed_port, unknown_host
   */
  async vet(
    host: string,
    port: number,
    ports: ReadonlySet<number>,
  ): Promise<readonly LookupAddress[]> {
    const addresses = await this.resolve(host, port);
    if (this.allowedHosts.has(`${host.toLowerCase()}:${port}`)) return addresses;
    for (const { address } of addresses) {
      if (isWithin(this.allowedNetworks, address)) continue;
      if (!isPublicAddress(address)) throw outgoingError('closed_address', host, port);
      if (!ports.has(port)) throw outgoingError('closed_port', host, port);
    }
    return addresses;
  }

  /**
   * A connection to a host whose every address is allowed.
   * @throws OutgoingError
   */
  async connect(
    host: string,
    port: number,
    ports: ReadonlySet<number>,
    signal: AbortSignal,
  ): Promise<Socket> {
    const addresses = await this.vet(host, port, ports);
    return await new Promise((resolve, reject) => {
      const socket = connect({ host, port, lookup: pinnedTo(addresses), autoSelectFamily: true });
      const give = (error: unknown) => {
        socket.destroy();
        reject(toOutgoingError(error, host, port));
      };
      const onAbort = () => give(signal.reason);
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      socket.once('error', give);
      socket.once('connect', () => {
        signal.removeEventListener('abort', onAbort);
        socket.off('error', give);
        resolve(socket);
      });
    });
  }

  private async resolve(host: string, port: number): Promise<readonly LookupAddress[]> {
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family }];
    try {
      const addresses = await this.names.addressesOf(host);
      if (addresses.length === 0) throw outgoingError('unknown_host', host, port);
      return addresses;
    } catch (error) {
      throw toOutgoingError(error, host, port);
    }
  }
}

/** A resolver that knows one answer, whatever it is asked. */
export function pinnedTo(addresses: readonly LookupAddress[]): LookupFunction {
  return (_name, options, answer) => {
    const [first] = addresses;
    if (options.all) answer(null, [...addresses]);
    else answer(null, first?.address ?? '', first?.family);
  };
}
