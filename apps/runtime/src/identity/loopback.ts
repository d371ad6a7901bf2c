import { isIPv4 } from 'node:net';

/** Whether a host name or address can only be this machine. */
export function isLoopback(host: string): boolean {
  const name = bareHost(host);
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  return isIPv4(name) && name.startsWith('127.');
}

/** A host in the one form in which hosts are compared: lower case, no brackets, no IPv4 in IPv6 clothes. */
export function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/\.$/, '');
}
