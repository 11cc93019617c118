/** Nothing from another host, ever: the server may stand in a closed network, and a page holds a camera. */
const fixed = [
  "default-src 'self'",
  "script-src 'self'",
  // The component kit writes its styles into the page; no script can come that way.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');

/** Letters, digits, dots, dashes, and an address of IPv6, with the port: what else a request says its host is goes into no policy. */
const plainHost = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i;

/**
 * What pages may load (Content-Security-Policy, level 3). The sockets of the own host are named, because Safari before 15.4
 * does not count them as 'self'.
 *
 * @param host as the request names it
 */
export function contentPolicy(host: string | undefined): string {
  const sockets = host !== undefined && plainHost.test(host) ? ` ws://${host} wss://${host}` : '';
  return `connect-src 'self'${sockets};${fixed}`;
}
