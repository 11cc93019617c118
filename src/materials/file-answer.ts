import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { RawWire } from '../lib/feature.ts';
import { isShown } from './content.ts';

export interface ServedFile {
  path: string;
  /** Bytes. */
  size: number;
  /** Changes when the content does. */
  etag: string;
  mediaType: string;
  fileName: string;
  /** Save it instead of showing it. */
  download: boolean;
  /** Somebody's own: browsers keep no copy. */
  personal?: boolean;
}

/** First and last byte that are asked for, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * What a Range header asks for (RFC 9110, 14.2): `whole` also for what we need not understand, such as several ranges;
 * `none` when it lies behind the end.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'none' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (!match || (from === '' && to === '')) return 'whole';
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'none' : { start: size - length, end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return 'whole';
  return start >= size ? 'none' : { start, end };
}

/**
 * Answers with the file or the range of it that is asked for. Resolves to whether the file's end was sent; rejects when the
 * connection broke off.
 */
export async function sendFile({ request, response }: RawWire, file: ServedFile): Promise<boolean> {
  for (const [name, value] of Object.entries(headersOf(file))) response.setHeader(name, value);
  const conditional = request.headers['if-range'];
  const asked =
    conditional === undefined || conditional === file.etag
      ? parseRange(request.headers.range, file.size)
      : 'whole';
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end();
    return false;
  }
  if (asked === 'none') {
    response.writeHead(416, { 'content-range': `bytes */${file.size}` }).end();
    return false;
  }
  const range = asked === 'whole' ? { start: 0, end: file.size - 1 } : asked;
  response.setHeader('content-length', range.end - range.start + 1);
  if (asked === 'whole') response.writeHead(200);
  else response.writeHead(206, { 'content-range': `bytes ${range.start}-${range.end}/${file.size}` });
  if (request.method === 'HEAD') {
    response.end();
    return false;
  }
  await pipeline(createReadStream(file.path, range), response);
  return range.end === file.size - 1;
}

/**
 * Whatever somebody has uploaded must not act in our name: its type is the one that was checked, nothing in it may run or
 * load, and what browsers do not show safely is saved. PDF goes without `sandbox`, because browsers' own viewers, which run
 * apart from the page's origin anyway, show nothing inside of one.
 */
function headersOf({ mediaType, fileName, etag, download, personal }: ServedFile): Record<string, string> {
  const inline = !download && isShown(mediaType);
  const pdf = inline && mediaType === 'application/pdf';
  const policy = pdf
    ? "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
    : "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";
  return {
    'content-type': mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType,
    'content-disposition': disposition(inline ? 'inline' : 'attachment', fileName),
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': personal ? 'no-store' : 'private, no-cache',
    'accept-ranges': 'bytes',
    etag,
  };
}

/** RFC 6266 with the encoded name of RFC 8187; the plain one is for programs that do not know the other. */
export function disposition(kind: 'inline' | 'attachment', fileName: string): string {
  const plain = fileName.replace(/[^\w.-]+/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
