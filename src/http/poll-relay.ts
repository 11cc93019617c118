import { randomBytes } from 'node:crypto';
import { request as ask, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../lib/logger.ts';
import type { HttpNodes } from './elsewhere.ts';
import { connectToNode } from './node-lines.ts';

/** Says that another node has handed the request on. Whoever writes it without need is answered by the node that was asked. */
const relayedHeader = 'x-plenum-relayed';
/** What concerns one connection only (RFC 9110, 7.6.1). */
const ofTheConnection = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade'];

/**
 * Lets sockets that cannot be web sockets poll over any node. All requests of such a socket have to reach the node where it is
 * (Socket.IO, "Using multiple nodes"); here its session id begins with the node's own, and another node that is asked hands
 * the request on. What the socket says is read, checked and counted where it is.
 */
export class PollRelay {
  readonly #nodes: Pick<HttpNodes, 'self' | 'urlOf' | 'isAnnounced'>;
  readonly #log: Logger;

  constructor(nodes: Pick<HttpNodes, 'self' | 'urlOf' | 'isAnnounced'>, log: Logger) {
    this.#nodes = nodes;
    this.#log = log;
  }

  /** A session id for a socket of this node, unguessable as Engine.IO's own. */
  readonly newSessionId = (): string => `${this.#nodes.self}.${randomBytes(15).toString('base64url')}`;

  /** Middleware of Engine.IO: calls `next` when this node has to answer. Requests that become a web socket come here too. */
  readonly handle = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const url = this.#nodeOf(request);
    if (url === undefined) next();
    else if (request.headers.upgrade === undefined) this.#relay(url, request, response);
    else this.#relayUpgrade(url, request);
  };

  /** The address of the node that has the socket; undefined for this one, and for a node that is not there any more. */
  #nodeOf({ url = '', headers }: IncomingMessage): string | undefined {
    const sid = new URL(url, 'http://here').searchParams.get('sid');
    const [nodeId = ''] = sid?.split('.', 1) ?? [];
    const isHere = nodeId === '' || nodeId === this.#nodes.self || headers[relayedHeader] !== undefined;
    return isHere ? undefined : this.#nodes.urlOf(nodeId);
  }

  #relay(url: string, request: IncomingMessage, response: ServerResponse): void {
    const asked = this.#ask(url, request);
    // Without an answer the client begins anew, on whichever node.
    asked.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(503).end()));
    response.once('close', () => asked.destroy());
    asked.on('response', (answer) => {
      for (const [name, value] of Object.entries(answer.headers)) {
        if (value !== undefined && !ofTheConnection.includes(name)) response.setHeader(name, value);
      }
      response.writeHead(answer.statusCode ?? 502);
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    request.pipe(asked);
  }

  #relayUpgrade(url: string, request: IncomingMessage): void {
    const client: Duplex = request.socket;
    const asked = this.#ask(url, request);
    client.on('error', () => asked.destroy()).once('close', () => asked.destroy());
    // A client that polls goes on polling when it cannot become a web socket.
    asked.on('error', () => client.destroy()).on('response', () => client.destroy());
    asked.on('upgrade', (answer, node, first) => {
      const { rawHeaders } = answer;
      const lines = rawHeaders.flatMap((text, at) =>
        at % 2 === 0 ? [`${text}: ${rawHeaders[at + 1] ?? ''}`] : [],
      );
      client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      client.write(first);
      node.on('error', () => client.destroy()).once('close', () => client.destroy());
      client.once('close', () => node.destroy());
      node.pipe(client).pipe(node);
    });
    asked.end();
  }

  #ask(url: string, { method, url: path, headers }: IncomingMessage): ClientRequest {
    const { protocol, hostname, port, host } = new URL(url);
    const asked = ask({
      ...{ host: hostname, port, method, path, setHost: false },
      headers: { ...headers, host: headers.host ?? host, [relayedHeader]: '1' },
      // One connection for each request: those who poll are few, and a poll holds its connection for as long as nothing happens.
      createConnection: (_options, connected) => {
        connectToNode({ protocol, hostname, port }, this.#nodes.isAnnounced, connected);
        return undefined;
      },
    });
    return asked.once('error', (error) =>
      this.#log.debug({ err: error, url }, 'a poll could not be handed on'),
    );
  }
}
