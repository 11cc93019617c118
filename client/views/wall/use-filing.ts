import { useCallback, useEffect, useRef, useState } from 'react';
import { newClientId } from '../messages/use-outbox.ts';
import type { Filing } from './finding-dialog.tsx';
import { frameOf } from './frame.ts';
import type { ShownWall } from './use-wall.ts';

/** A finding that is being written, with the picture of the moment in which it was begun. */
export interface OpenFiling {
  tileId: string;
  picture: Blob | null;
}

export interface WallFiling {
  filing: OpenFiling | null;
  begin: () => void;
  file: (filing: Filing) => void;
  stop: () => void;
  /** Takes the element that shows the watched room live; null when there is none. */
  onVideo: (video: HTMLVideoElement | null) => void;
}

/**
 * Files findings about the active room. The picture is the live one when the room is watched, or else the still that the page
 * shows; when it shows none, the server takes its newest.
 * @param first begin one as soon as the active room's still is there
 */
export function useFiling(
  { wall, outbox, state }: ShownWall,
  active: string | null,
  first: boolean,
): WallFiling {
  const [filing, setFiling] = useState<OpenFiling | null>(null);
  const video = useRef<HTMLVideoElement | null>(null);
  const onVideo = useCallback((element: HTMLVideoElement | null) => {
    video.current = element;
  }, []);
  const begin = (): void => {
    if (wall === null || active === null) return;
    const shown = wall.still(active).get();
    const still = shown === null ? null : new Blob([shown.picture], { type: shown.type });
    const taken = video.current === null ? Promise.resolve(null) : frameOf(video.current);
    void taken.then((frame) => setFiling({ tileId: active, picture: frame ?? still }));
  };
  const file = (said: Filing): void => {
    if (filing === null) return;
    const { tileId, picture } = filing;
    const name = state.tiles?.get(tileId)?.name ?? '';
    setFiling(null);
    void bytesOf(picture).then((bytes) =>
      outbox?.send({
        kind: 'finding',
        id: newClientId(),
        tileId,
        name,
        said: { ...said, picture: bytes ?? 'newest' },
      }),
    );
  };
  const latest = useRef(begin);
  useEffect(() => {
    latest.current = begin;
  });
  useEffect(() => {
    if (!first || wall === null || active === null) return undefined;
    const stop = wall.still(active).subscribe(() => {
      stop();
      latest.current();
    });
    return stop;
  }, [first, wall, active]);
  return { filing, begin, file, stop: () => setFiling(null), onVideo };
}

async function bytesOf(picture: Blob | null): Promise<Uint8Array | null> {
  return picture === null ? null : new Uint8Array(await picture.arrayBuffer());
}
