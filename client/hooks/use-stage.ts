import { useCallback } from 'react';
import type { RefCallback } from 'react';
import { State } from '../session/observable.ts';
import type { PictureSource, StageMedia } from '../session/types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

const none = new State<StageMedia>({ phase: { kind: 'idle' }, pictures: [], sounds: [] });

/** The pictures and sounds that arrive, as streams. Sounds play by themselves: see `useSound`. */
export function useStage(): StageMedia {
  return useObservable(useClassSession().receiver?.state ?? none);
}

/** A ref for the element that shows a picture: its size decides how large a picture is asked of the server. */
export function usePictureSize(participantId: string, source: PictureSource): RefCallback<HTMLElement> {
  const { receiver } = useClassSession();
  return useCallback(
    (element: HTMLElement | null) => {
      if (element === null || receiver === null) return undefined;
      const observer = new ResizeObserver(([entry]) => {
        if (entry) receiver.showAt(participantId, source, entry.contentRect.width, entry.contentRect.height);
      });
      observer.observe(element);
      return () => observer.disconnect();
    },
    [receiver, participantId, source],
  );
}

/** A ref that puts a stream on a video or audio element; the element keeps its last picture when the stream's track changes. */
export function useStream(stream: MediaStream | null): RefCallback<HTMLMediaElement> {
  return useCallback(
    (element: HTMLMediaElement | null) => {
      if (element === null) return undefined;
      element.srcObject = stream;
      if (stream !== null) element.play().catch(() => undefined);
      return () => {
        element.srcObject = null;
      };
    },
    [stream],
  );
}
