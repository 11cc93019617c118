import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RawWire } from '../lib/feature.ts';
import type { Logger } from '../lib/logger.ts';

/**
 * Lets a handler answer on the bare connection: for ranges of files, and for protocols of others. The security headers are
 * there already; the handler may replace them. What it throws before its answer began is answered like any other error,
 * what it throws later cuts the connection: the client sees that something is missing.
 */
export async function answerRaw(
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
  run: (wire: RawWire) => Promise<void>,
): Promise<FastifyReply> {
  const { raw: response } = reply;
  const before = response.getHeaderNames();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value);
  }
  try {
    await run({ request: request.raw, response });
  } catch (error) {
    if (!response.headersSent) {
      for (const name of response.getHeaderNames()) if (!before.includes(name)) response.removeHeader(name);
      throw error;
    }
    log.warn({ err: error }, 'an answer broke off');
    response.destroy();
  }
  return reply.hijack();
}
