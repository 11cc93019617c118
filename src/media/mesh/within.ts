import { AppError } from '../../lib/errors.ts';

/** As the promise, but rejects with `media_unavailable` after `ms` milliseconds. What it waited for goes on. */
export function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new AppError('media_unavailable')), ms);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(
          error instanceof Error ? error : new AppError('media_unavailable', undefined, { cause: error }),
        );
      },
    );
  });
}
