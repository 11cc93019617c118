import { useCallback, useRef, useState } from 'react';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ClientError } from '../../../session/client-error.ts';
import { uploadMaterial, type UploadPlace } from './upload.ts';

export interface RunningUpload {
  key: number;
  fileName: string;
  /** 0 to 1. */
  share: number;
  stalled: boolean;
  error: ClientError | null;
}

/** The uploads that this page runs, one row each until they are done or given up. */
export function useUploads(courseId: string, onDone: () => void) {
  const { api, sessionId } = useClassSession();
  const [uploads, setUploads] = useState<readonly RunningUpload[]>([]);
  const stops = useRef(new Map<number, () => void>());
  const nextKey = useRef(1);
  const change = useCallback((key: number, part: Partial<RunningUpload>): void => {
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  }, []);
  const drop = useCallback((key: number): void => {
    stops.current.delete(key);
    setUploads((all) => all.filter((one) => one.key !== key));
  }, []);
  const add = (file: File, place: UploadPlace): void => {
    const key = nextKey.current;
    nextKey.current += 1;
    setUploads((all) => [...all, { key, fileName: file.name, share: 0, stalled: false, error: null }]);
    const { done, stop } = uploadMaterial(
      file,
      { api, sessionId, courseId, place },
      {
        progressed: (share) => change(key, { share, stalled: false }),
        stalled: () => change(key, { stalled: true }),
      },
    );
    stops.current.set(key, stop);
    done.then(
      () => {
        drop(key);
        onDone();
      },
      (thrown: unknown) => change(key, { error: ClientError.from(thrown) }),
    );
  };
  const cancel = (key: number): void => {
    stops.current.get(key)?.();
    drop(key);
  };
  return { uploads, add, cancel };
}
