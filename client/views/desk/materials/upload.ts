import { DetailedError, Upload } from 'tus-js-client';
import type { sessionHeader } from '../../../../src/contract/identity.ts';
import { wireError, type Api } from '../../../session/api.ts';
import { ClientError } from '../../../session/client-error.ts';

/** The type pins the name to the contract's: importing the value would bring the schemas' library into the page. */
const header: typeof sessionHeader = 'x-plenum-session';
/** Pauses between tries while the line is down, in milliseconds; the last one repeats for about half an hour. */
const pauses = [500, 1_000, 2_000, 5_000, ...Array.from({ length: 180 }, () => 10_000)];

export interface UploadPlace {
  lessonId: string | null;
  visibleFrom: number | undefined;
}

export interface UploadListener {
  /** 0 to 1. */
  progressed(share: number): void;
  /** The line dropped; it is being tried again. */
  stalled(): void;
}

/**
 * Uploads a file, over drops of the line, and from where an earlier try of the same file stopped. Resolves when the server
 * has checked and kept it; rejects with ClientError. `stop` gives it up.
 */
export function uploadMaterial(
  file: File,
  options: { api: Api; sessionId: string; courseId: string; place: UploadPlace },
  listener: UploadListener,
): { done: Promise<void>; stop: () => void } {
  const { api, sessionId, courseId, place } = options;
  let upload: Upload | undefined;
  let stopped = false;
  const done = api
    .request('POST /api/courses/:courseId/uploads', {
      params: { courseId },
      body: {
        fileName: file.name,
        size: file.size,
        lessonId: place.lessonId,
        resumeKey: String(file.lastModified),
        ...(place.visibleFrom === undefined ? {} : { visibleFrom: place.visibleFrom }),
      },
    })
    .then(
      ({ path, chunkBytes }) =>
        new Promise<void>((resolve, reject) => {
          if (stopped) {
            reject(new ClientError('closed'));
            return;
          }
          upload = new Upload(file, {
            uploadUrl: path,
            chunkSize: chunkBytes,
            retryDelays: pauses,
            headers: { [header]: sessionId },
            storeFingerprintForResuming: false,
            onProgress: (sent, total) => listener.progressed(sent / total),
            onShouldRetry: (error) => {
              // It has arrived, and waits for the scanner: somebody has to be told, and it takes minutes.
              if (toClientError(error).code === 'scanner_away') return false;
              const status = error.originalResponse?.getStatus() ?? 0;
              const mayRetry =
                status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
              if (mayRetry) listener.stalled();
              return mayRetry;
            },
            onSuccess: () => resolve(),
            onError: (error) => reject(toClientError(error)),
          });
          upload.start();
        }),
    );
  const stop = (): void => {
    stopped = true;
    // What is there of it is removed; if that fails, it expires.
    upload?.abort(true).catch(() => undefined);
  };
  return { done, stop };
}

function toClientError(error: Error): ClientError {
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
  if (body === undefined || body === '') return new ClientError('offline', { cause: error });
  try {
    return ClientError.fromWire(wireError(JSON.parse(body)));
  } catch {
    return new ClientError('internal', { cause: error });
  }
}
