import replyFrom from '@fastify/reply-from';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../lib/errors.ts';
import type { OwnerLookup } from '../lib/owner-lookup.ts';
import { forwardedHeader, type Forwarded } from './forwarded.ts';
import { connectToNode, type IsAnnounced } from './node-lines.ts';

/** The other nodes, as far as HTTP has to know them. */
export interface HttpNodes {
  /** The id of this node. */
  self: string;
  ownerOf: OwnerLookup;
  /** Where another node is reached; undefined when it is gone. */
  urlOf: (nodeId: string) => string | undefined;
  isAnnounced: IsAnnounced;
  forwarded: Forwarded;
}

/** Milliseconds for which a question is asked again whose node was just going; its successor is found by then. */
const askAgainFor = 6_000;
/** Milliseconds between two tries. */
const askAgainEvery = 200;
/** Milliseconds until the first byte of an answer: an export of a large course takes its time. */
const answerWithin = 60_000;

/** The status of a node that is going, or is not the one any more. */
const goingStatus = 503;
/** What concerns one connection only (RFC 9110, 7.6.1). */
const ofTheConnection = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade'];

const answerHeaders = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** A request that another node may have to answer. */
interface Asked {
  request: FastifyRequest;
  reply: FastifyReply;
  courseId: string;
  /** This node answers, or says what went wrong. */
  here: (error?: Error) => void;
  /** Until when it is asked again, by a clock that never jumps. */
  until: number;
}

/** Hands requests on to the nodes that run their courses. */
export class Elsewhere {
  readonly #nodes: HttpNodes;

  private constructor(nodes: HttpNodes) {
    this.#nodes = nodes;
  }

  static async register(app: FastifyInstance, nodes: HttpNodes): Promise<Elsewhere> {
    await app.register(replyFrom, {
      undici: {
        connect: (to, connected) =>
          connectToNode(to, nodes.isAnnounced, (error, socket) =>
            error ? connected(error, null) : connected(null, socket),
          ),
        headersTimeout: answerWithin,
      },
      destroyAgent: true,
      disableRequestLogging: true,
    });
    return new Elsewhere(nodes);
  }

  /**
   * Calls `here` when this node has to answer a request of a course. Otherwise it answers with what the other node says, and
   * `here` is never called. A failure goes to `here` too.
   */
  answer(
    { request, reply, courseId }: Pick<Asked, 'request' | 'reply' | 'courseId'>,
    here: Asked['here'],
  ): void {
    this.#begin({ request, reply, courseId, here, until: performance.now() + askAgainFor });
  }

  #begin(asked: Asked): void {
    this.#look(asked.request, asked.courseId).then(
      (url) => {
        if (url === undefined) asked.here();
        else this.#forward(url, asked);
      },
      (error: unknown) => asked.here(error instanceof Error ? error : new AppError('unavailable')),
    );
  }

  /** The address of the node that has to answer; undefined when it is this one. Throws `unavailable`. */
  async #look(request: FastifyRequest, courseId: string): Promise<string | undefined> {
    const { self, ownerOf, urlOf, forwarded } = this.#nodes;
    const owner = await ownerOf(courseId);
    if (owner === self) return undefined;
    const url = urlOf(owner);
    // Whoever handed it on sees the cluster otherwise than this node; one of the two will be right in a moment.
    if (url === undefined || forwarded.isForwarded(request)) throw new AppError('unavailable');
    return url;
  }

  #forward(url: string, asked: Asked): void {
    const { request, reply } = asked;
    // What nobody has read yet goes on as it comes.
    if (request.body === undefined && hasBody(request)) request.body = request.raw;
    const [path = ''] = request.url.split('?', 1);
    // What is behind the path goes along as it came.
    reply.from(url + path, {
      retryDelay: () => null,
      rewriteRequestHeaders: (_request, { expect: _expect, ...headers }) => ({
        ...headers,
        [forwardedHeader]: this.#nodes.forwarded.seal(request),
      }),
      // They are copied once it is clear that this is the answer.
      rewriteHeaders: () => ({}),
      onError: (_reply, { error }) => {
        request.log.warn({ err: error, url }, 'a request could not be handed on');
        if (mayAskAgain(asked)) this.#again(asked);
        else asked.here(new AppError('unavailable'));
      },
      onResponse: (_request, _reply, response) => {
        const { stream } = response;
        if (reply.statusCode === goingStatus && mayAskAgain(asked)) {
          stream.on('error', () => undefined).resume();
          this.#again(asked);
          return;
        }
        for (const [name, value] of Object.entries(headersOf(response))) {
          if (!ofTheConnection.includes(name)) void reply.header(name, value);
        }
        void reply.send(stream);
      },
    });
  }

  #again(asked: Asked): void {
    void asked.reply.code(200);
    setTimeout(() => this.#begin(asked), askAgainEvery);
  }
}

/** A question changes nothing when it is asked again. */
function mayAskAgain({ request, reply, until }: Asked): boolean {
  const isQuestion = request.method === 'GET' || request.method === 'HEAD';
  return isQuestion && !reply.sent && !request.raw.destroyed && performance.now() < until;
}

function hasBody({ raw: { headers } }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** What undici says of an answer, which reply-from's types call a response of Node's. */
function headersOf(response: object): Record<string, string | string[]> {
  return z.object({ headers: answerHeaders }).parse(response).headers;
}
