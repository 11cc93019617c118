import { errors } from 'mediasoup';
import { AppError } from '../lib/errors.ts';

/**
 * Says in our words what mediasoup threw. It throws TypeError and UnsupportedError for parameters that make no sense,
 * NotFoundError for what has been closed, WorkerClosedError when the process is gone, and plain Error for the rest, of
 * which a client can only make a second attempt.
 */
export function toMediaError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof TypeError || error instanceof errors.UnsupportedError) {
    return new AppError('invalid_input', { reason: error.message }, { cause: error });
  }
  if (error instanceof errors.NotFoundError) return new AppError('media_gone', undefined, { cause: error });
  return new AppError('media_unavailable', undefined, { cause: error });
}
