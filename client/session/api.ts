import type { WireError } from '../../src/contract/errors.ts';
import type { RouteBody, RouteName, RouteOutput, routes } from '../../src/contract/index.ts';
import type { sessionHeader } from '../../src/contract/identity.ts';
import type { z } from 'zod';
import { errorCatalogue } from '../../src/contract/errors.ts';
import { ClientError } from './client-error.ts';

/** The type pins the name to the contract's: importing the value would bring the schemas' library into the page. */
const header: typeof sessionHeader = 'x-plenum-session';

/** Milliseconds until an HTTP answer is given up. */
const timeoutMs = 15_000;

type RouteParams<N extends RouteName> = z.input<(typeof routes)[N]['params']>;
type RouteQuery<N extends RouteName> = z.input<(typeof routes)[N]['query']>;

/** Parts of a request; those that a route does not have may be left out. */
export type ApiInput<N extends RouteName> = Part<'params', RouteParams<N>> &
  Part<'query', RouteQuery<N>> &
  Part<'body', RouteBody<N>>;
type Part<K extends string, T> = [T] extends [undefined]
  ? object
  : Record<string, never> extends T
    ? { [P in K]?: T }
    : { [P in K]: T };

/** The server's HTTP routes, for one session. */
export interface Api {
  /** Rejects with ClientError: the server's code, `offline` when it cannot be reached, or `timeout`. */
  request<N extends RouteName>(name: N, input: ApiInput<N>): Promise<RouteOutput<N>>;
}

/** @param sessionId the session to speak for; undefined for public routes only. */
export function createApi(sessionId?: string, fetcher: typeof fetch = (...args) => fetch(...args)): Api {
  return {
    async request<N extends RouteName>(name: N, input: ApiInput<N>): Promise<RouteOutput<N>> {
      const parts: { params?: object; query?: object; body?: unknown } = input;
      const [method = 'GET', pattern = ''] = name.split(' ');
      const response = await send(fetcher, address(pattern, parts), {
        method,
        credentials: 'same-origin',
        headers: {
          ...(sessionId === undefined ? {} : { [header]: sessionId }),
          ...(parts.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body: unknown = await response.json().catch(() => undefined);
      if (!response.ok) throw ClientError.fromWire(wireError(body));
      // The server checked the answer against the same contract before it sent it.
      return body as RouteOutput<N>;
    },
  };
}

async function send(fetcher: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetcher(url, init);
  } catch (thrown) {
    const timedOut = thrown instanceof DOMException && thrown.name === 'TimeoutError';
    throw new ClientError(timedOut ? 'timeout' : 'offline', { cause: thrown });
  }
}

function address(pattern: string, parts: { params?: object; query?: object }): string {
  const params = new Map<string, unknown>(Object.entries(parts.params ?? {}));
  const path = pattern.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params.get(key))));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parts.query ?? {})) {
    if (value !== undefined) query.set(key, String(value));
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** Reads an error body; whatever else came (a proxy's page, nothing) counts as the server's problem. */
export function wireError(body: unknown): WireError {
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : body;
  if (isRecord(error) && typeof error['code'] === 'string' && Object.hasOwn(errorCatalogue, error['code'])) {
    return {
      code: error['code'] as WireError['code'],
      message: typeof error['message'] === 'string' ? error['message'] : '',
      details: error['details'],
      ...(typeof error['reference'] === 'string' ? { reference: error['reference'] } : {}),
    };
  }
  return { code: 'internal', message: '' };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
