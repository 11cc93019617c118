import { expect } from 'vitest';
import type { z } from 'zod';
import { messageRoutes, type Post } from '../../src/contract/messages.ts';
import { newId } from '../../src/lib/ids.ts';
import { at } from './course.ts';
import { codeOf } from './materials.ts';
import type { Session } from './wire.ts';

type Routes = typeof messageRoutes;
type Output<K extends keyof Routes> = z.output<Routes[K]['output']>;

/** What people do with messages, over the wire. */
export class MessageDoor {
  readonly #courseId: string;

  constructor(courseId: string) {
    this.#courseId = courseId;
  }

  /** Asks for a route, whose parameters but the course stand in `path`, and resolves to its checked answer. */
  async call<K extends keyof Routes>(who: Session, key: K, path: string, body?: unknown): Promise<Output<K>> {
    const response = await this.ask(who, key, path, body);
    const text = await response.text();
    expect(response.status, text).toBe(200);
    // The schema is the one that the key names; TypeScript does not follow it through the table.
    return messageRoutes[key].output.parse(JSON.parse(text)) as Output<K>;
  }

  ask(who: Session, key: keyof Routes, path: string, body?: unknown): Promise<Response> {
    const [method = ''] = key.split(' ');
    return who.request(method, `/api/courses/${this.#courseId}${path}`, body);
  }

  inbox(who: Session): Promise<Output<'GET /api/courses/:courseId/messages'>> {
    return this.call(who, 'GET /api/courses/:courseId/messages', '/messages');
  }

  /** The thread of that kind among one's own. */
  async threadOf(who: Session, kind = 'branch', index = 0): Promise<string> {
    const { threads } = await this.inbox(who);
    return at(
      threads.filter((one) => one.kind === kind),
      index,
    ).id;
  }

  page(
    who: Session,
    threadId: string,
    query = '',
  ): Promise<Output<'GET /api/courses/:courseId/threads/:threadId/posts'>> {
    const key = 'GET /api/courses/:courseId/threads/:threadId/posts';
    return this.call(who, key, `/threads/${threadId}/posts${query}`);
  }

  texts(who: Session, threadId: string): Promise<string[]> {
    return this.page(who, threadId).then(({ posts }) => posts.map(({ text }) => text));
  }

  async post(
    who: Session,
    threadId: string,
    text: string,
    more: Record<string, unknown> = {},
  ): Promise<Post> {
    const key = 'POST /api/courses/:courseId/threads/:threadId/posts';
    const body = { clientId: newId(), text, ...more };
    return (await this.call(who, key, `/threads/${threadId}/posts`, body)).post;
  }

  /** The code of the refusal, or `ok`. */
  async tryPost(
    who: Session,
    threadId: string,
    text: string,
    more: Record<string, unknown> = {},
  ): Promise<string> {
    const key = 'POST /api/courses/:courseId/threads/:threadId/posts';
    const body = { clientId: newId(), text, ...more };
    const response = await this.ask(who, key, `/threads/${threadId}/posts`, body);
    return response.ok ? 'ok' : codeOf(response);
  }

  async postToAll(who: Session, text: string, more: Record<string, unknown> = {}): Promise<Post> {
    const body = { clientId: newId(), text, ...more };
    return (await this.call(who, 'POST /api/courses/:courseId/group-posts', '/group-posts', body)).post;
  }

  async announce(who: Session, text: string, more: Record<string, unknown> = {}) {
    const body = { clientId: newId(), text, branchIds: null, ...more };
    const key = 'POST /api/courses/:courseId/announcements';
    return (await this.call(who, key, '/announcements', body)).announcement;
  }

  /** Sends a file and resolves to its id. */
  async send(who: Session, fileName: string, content: Uint8Array): Promise<string> {
    const begun = await this.call(who, 'POST /api/courses/:courseId/message-files', '/message-files', {
      clientId: newId(),
      fileName,
      size: content.length,
    });
    const sent = await this.sendPiece(who, begun.fileId, 0, content);
    expect(sent.status, await sent.clone().text()).toBe(200);
    return begun.fileId;
  }

  sendPiece(who: Session, fileId: string, offset: number, bytes: Uint8Array): Promise<Response> {
    const path = `/api/courses/${this.#courseId}/message-files/${fileId}/bytes?offset=${offset}`;
    return fetch(`${who.url}${path}`, {
      method: 'POST',
      headers: {
        cookie: who.cookie,
        'x-plenum-session': who.participant.sessionId,
        'content-type': 'application/octet-stream',
      },
      body: Buffer.from(bytes),
    });
  }

  /** As a browser asks for a picture: with the cookie, and no header of ours. */
  file(who: Session, fileId: string, headers: Record<string, string> = {}): Promise<Response> {
    const path = `/api/message-files/${fileId}?session=${who.participant.sessionId}`;
    return fetch(`${who.url}${path}`, { headers: { cookie: who.cookie, ...headers } });
  }
}
