import { createServer, request as ask, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A load balancer without any memory: each request and each web socket goes to the next node that is ready. */
export interface Door {
  readonly url: string;
  /** How many requests each node got so far, by its URL. */
  readonly handed: ReadonlyMap<string, number>;
  close(): void;
}

/** In front of the nodes that `nodes` names at that moment. */
export async function openDoor(nodes: () => readonly { url: string }[]): Promise<Door> {
  const handed = new Map<string, number>();
  const open = new Set<Socket>();
  let turn = 0;
  const next = async (): Promise<URL | undefined> => {
    const all = nodes();
    const from = (turn += 1);
    for (let tries = 0; tries < all.length; tries += 1) {
      const { url = '' } = all[(from + tries) % all.length] ?? {};
      const ready = await fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (!ready) continue;
      handed.set(url, (handed.get(url) ?? 0) + 1);
      return new URL(url);
    }
    return undefined;
  };
  const onward = ({ method, url, headers }: IncomingMessage, to: URL) =>
    ask({ host: to.hostname, port: to.port, method, path: url, headers, agent: false });

  const server = createServer((request, response) => {
    void next().then((to) => {
      if (!to) return response.writeHead(503).end();
      const asked = onward(request, to);
      asked.on('error', () => response.destroy());
      response.on('close', () => asked.destroy());
      asked.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      return request.pipe(asked);
    });
  });
  // The nodes' answers promise 75 s of keeping a connection open, and whoever believed it must not find it closed.
  server.keepAliveTimeout = 80_000;
  server.on('upgrade', (request, client: Duplex, head) => {
    client.on('error', () => undefined);
    void next().then((to) => {
      if (!to) return client.destroy();
      const asked = onward(request, to);
      asked.on('error', () => client.destroy());
      asked.on('response', () => client.destroy());
      asked.on('upgrade', (answer, node, first) => {
        const lines = answer.rawHeaders.flatMap((text, index, all) =>
          index % 2 === 0 ? [`${text}: ${all[index + 1] ?? ''}`] : [],
        );
        client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
        client.write(first);
        node.write(head);
        node.on('error', () => client.destroy()).on('close', () => client.destroy());
        client.on('close', () => node.destroy());
        node.pipe(client).pipe(node);
      });
      return asked.end();
    });
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    handed,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
