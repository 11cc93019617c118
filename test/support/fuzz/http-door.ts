import { Agent, request } from 'node:http';

export interface HttpAnswer {
  status: number;
  body: string;
}

/** Bytes of a body that the server takes. */
const largestBody = 1024 * 1024;

/** Sends requests as they are written: the path is not tidied up, as every well-behaved client would do. */
export class HttpDoor {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Resolves to the whole answer; rejects when the connection breaks without one, or after 60 s. */
  send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string | Buffer,
  ): Promise<HttpAnswer> {
    const since = performance.now();
    return new Promise((resolve, reject) => {
      const sending = request(
        this.#url,
        {
          method,
          path,
          agent: this.#agent,
          headers: {
            ...headers,
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
          },
          signal: AbortSignal.timeout(60_000),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      sending.once('error', (error) => {
        // What is far too large is answered before it has been sent, and then cut: the answer may be lost with it.
        if (Buffer.byteLength(body ?? '') > largestBody) resolve({ status: 413, body: '' });
        else
          reject(new Error(`no answer after ${Math.round(performance.now() - since)} ms: ${error.message}`));
      });
      sending.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
