import { ClientError } from './client-error.ts';
import type { Observable } from './observable.ts';

/** Resolves as soon as the value is as wanted. Rejects with ClientError `timeout` when that takes too long. */
export function until<T>(
  observable: Observable<T>,
  wanted: (value: T) => boolean,
  withinMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      stop();
      how();
    };
    const look = (): void => {
      if (wanted(observable.get())) settle(resolve);
    };
    const timer = setTimeout(() => settle(() => reject(new ClientError('timeout'))), withinMs);
    const stop = observable.subscribe(look);
    look();
  });
}
