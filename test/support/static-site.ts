import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface StaticSite {
  url: string;
  close(): Promise<void>;
}

/** As from the server: what has its contents' hash in its name is fetched once. */
const caching = (path: string): Record<string, string> =>
  path.startsWith('/assets/') ? { 'cache-control': 'public, max-age=31536000, immutable' } : {};

/** Serves a built client without a server behind it: addresses without an extension are pages. */
export async function serveSite(directory: string): Promise<StaticSite> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    const file = extname(path) === '' ? 'index.html' : path;
    readFile(join(directory, file)).then(
      (content) =>
        response
          .writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain', ...caching(file) })
          .end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
