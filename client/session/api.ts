import type { WireError } from '../../src/contract/errors.ts';
import type { RouteBody, RouteName, RouteOutput, routes } from '../../src/contract/index.ts';
import type { sessionHeader } from '../../src/contract/identity.ts';
import type { z } from 'zod';
import { isErrorCode } from '../../src/contract/error-codes.ts';
import { ClientError } from './client-error.ts';

/** The type pins the name to the contract's: importing the value would bring the schemas' library into the page. */
const header: typeof sessionHeader = 'x-plenum-session';

/** Milliseconds until an HTTP answer is given up. */
const timeoutMs = 15_000;
/** The same for a file, which takes as long as the line needs. */
const fileTimeoutMs = 120_000;

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
  /** The same for a route whose body is a file. */
  upload<N extends RouteName>(name: N, input: ApiInput<N>, file: Blob): Promise<RouteOutput<N>>;
  /** The same for a route that answers with a file. */
  download<N extends RouteName>(name: N, input: ApiInput<N>): Promise<DownloadedFile>;
  /** Where a route is for a part of the page that cannot send the session's header, such as a picture. */
  address<N extends RouteName & `GET ${string}`>(name: N, input: ApiInput<N>): string;
}

/** A file that the server sent, and what it wants to be called. */
export interface DownloadedFile {
  name: string;
  content: Blob;
}

/** @param sessionId the session to speak for; undefined for public routes only. */
export function createApi(sessionId?: string, fetcher: typeof fetch = (...args) => fetch(...args)): Api {
  const call = async <T>(
    name: RouteName,
    { withinMs, file, ...parts }: RequestParts & { withinMs: number; file?: Blob },
    read: (response: Response) => Promise<T>,
  ): Promise<T> => {
    const [method = 'GET', pattern = ''] = name.split(' ');
    const body = file ?? (parts.body === undefined ? undefined : JSON.stringify(parts.body));
    const type = file ? 'application/octet-stream' : 'application/json';
    return reached(async () => {
      const response = await fetcher(address(pattern, parts), {
        method,
        credentials: 'same-origin',
        headers: {
          ...(sessionId === undefined ? {} : { [header]: sessionId }),
          ...(body === undefined ? {} : { 'content-type': type }),
        },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(withinMs),
      });
      if (response.ok) return read(response);
      throw ClientError.fromWire(wireError(await response.json().catch(() => undefined)));
    });
  };
  return {
    async request<N extends RouteName>(name: N, input: ApiInput<N>): Promise<RouteOutput<N>> {
      // The server checked the answer against the same contract before it sent it.
      return (await call(name, { ...input, withinMs: timeoutMs }, answerOf)) as RouteOutput<N>;
    },
    async upload<N extends RouteName>(name: N, input: ApiInput<N>, file: Blob): Promise<RouteOutput<N>> {
      return (await call(name, { ...input, withinMs: fileTimeoutMs, file }, answerOf)) as RouteOutput<N>;
    },
    download<N extends RouteName>(name: N, input: ApiInput<N>): Promise<DownloadedFile> {
      return call(name, { ...input, withinMs: fileTimeoutMs }, async (response) => {
        const named = /filename\*=UTF-8''([^;]+)/.exec(
          response.headers.get('content-disposition') ?? '',
        )?.[1];
        return { name: decodeURIComponent(named ?? 'download'), content: await response.blob() };
      });
    },
    address(name, input) {
      const { params = {}, query = {} }: RequestParts = input;
      return address(name.slice(name.indexOf(' ') + 1), { params, query: { ...query, session: sessionId } });
    },
  };
}

interface RequestParts {
  params?: object;
  query?: object;
  body?: unknown;
}

/** Nothing for a route that answers with nothing. */
async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (thrown) {
    // What speaks in the server's place, such as a proxy, has not done what was asked.
    throw new ClientError('internal', { cause: thrown });
  }
}

/** What asking comes to, an answer that breaks off in the middle included. */
async function reached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    if (thrown instanceof ClientError) throw thrown;
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
  if (isRecord(error) && isErrorCode(error['code'])) {
    return {
      code: error['code'],
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
