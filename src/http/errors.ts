import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { errorCatalogue, type ErrorCode, type WireError } from '../contract/errors.ts';
import { AppError } from '../lib/errors.ts';
import { toWireError, wireError } from '../lib/wire-error.ts';

/** The body of every answer that is not 2xx, for the API's description. */
export const errorBody = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      details: z.unknown().optional(),
      reference: z.string().optional().describe('Finds the log line; what the help desk asks for.'),
    }),
  })
  .describe('What went wrong.');

/** Fastify's own refusals of a request, which come before any handler. */
const ofStatus: Partial<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  404: 'not_found',
  413: 'too_large',
  // No record has an id that long.
  414: 'not_found',
  415: 'invalid_input',
  429: 'rate_limited',
  503: 'shutting_down',
};

/** Answers whatever is thrown with an error of the catalogue, and whatever is not there under /api with JSON. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const wire = translate(error, request);
    if (wire.code === 'internal') request.log.error({ err: error }, 'a request failed');
    else
      request.log.info(
        { err: { type: error.name, message: error.message }, code: wire.code },
        'a request was refused',
      );
    return sendError(reply, wire);
  });
}

/** Answers a request whose address cannot be read, which is refused before there is a route. */
export function answerBadAddress(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  // Not its message: that repeats the address, which may hold a token.
  request.log.info({ err: { type: error.name, message: error.code } }, 'a request was refused');
  sendError(reply, translate(error, request));
}

/** Sends an error of the catalogue with its status. */
export function sendError(reply: FastifyReply, error: WireError): FastifyReply {
  return reply
    .code(errorCatalogue[error.code].status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer((payload) => JSON.stringify(payload))
    .send({ error });
}

function translate(error: FastifyError, request: FastifyRequest): WireError {
  const reference = request.id;
  if (error instanceof AppError) return toWireError(error, reference);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.slice(0, 10).map((issue) => ({
      path: issue.instancePath.slice(1).replaceAll('/', '.'),
      message: issue.message ?? '',
    }));
    return wireError('invalid_input', { issues }, reference);
  }
  const code = error.statusCode === undefined ? undefined : ofStatus[error.statusCode];
  return code ? wireError(code, undefined, reference) : wireError('internal', undefined, reference);
}
