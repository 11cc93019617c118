import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { wireError } from '../lib/wire-error.ts';
import { sendError } from './errors.ts';

/** First parts of the addresses that the client's pages have; each of them is index.html. */
const pages = [
  'j',
  's',
  'lecturer',
  'screen',
  'port',
  'desk',
  'inspector',
  'liaison',
  'trainee',
  'account',
  'new-password',
  'c',
];
/** Pages for people who build the client. */
const developerPages = ['dev'];
/** The build puts a hash of the content into every name here: what has such a name never changes. */
const hashedAssets = '/assets/';

export interface ClientOptions {
  /** The built client. */
  dir: string;
  /** Serves the pages for people who build the client. */
  developer: boolean;
}

/** Serves the built client, its pages, and a 404 for everything else. */
export async function registerClient(app: FastifyInstance, { dir, developer }: ClientOptions): Promise<void> {
  const isBuilt = existsSync(join(dir, 'index.html'));
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: dir,
      preCompressed: true,
      index: false,
      dotfiles: 'ignore',
      cacheControl: false,
      setHeaders: (response, path) => {
        const hashed = path.slice(dir.length).replaceAll('\\', '/').startsWith(hashedAssets);
        void response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  const page = (reply: FastifyReply): FastifyReply => {
    if (isBuilt) return reply.sendFile('index.html');
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('The client is not built yet: npm run build\n');
  };
  const hidden = { schema: { hide: true } };
  app.get('/', hidden, (_request, reply) => page(reply));
  for (const name of developer ? [...pages, ...developerPages] : pages) {
    app.get(`/${name}`, hidden, (_request, reply) => page(reply));
    app.get(`/${name}/*`, hidden, (_request, reply) => page(reply));
  }
  app.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith('/api'))
      return sendError(reply, wireError('not_found', undefined, request.id));
    return reply.code(404).type('text/plain; charset=utf-8').send('Not found\n');
  });
}
