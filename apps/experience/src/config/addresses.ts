/** What a listener may be bound to, or a machine be called: a name, an IPv4 address or an IPv6 one. */
export const HOST_PATTERN = /^([a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?|\[?[0-9a-f:.]*:[0-9a-f:.]*(%[\w.]+)?\]?)$/i;

/** What a browser says of a page, letter by letter: scheme and host, and the port if it is not the usual one. */
export const ORIGIN_PATTERN = /^https?:\/\/[^\s/?#@*]+$/;

/** A timer that is set to more fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const HOSTS_ADVICE = 'ALLOWED_HOSTS: write names or addresses alone, without scheme, port, path or *';

export const ORIGINS_ADVICE =
  '$property: write origins as browsers send them, such as https://app.example.com: no path, no slash at the end, no *';
