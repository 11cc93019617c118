import { useEffect, useRef, useState, type CSSProperties, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useStream } from '../../hooks/use-stage.ts';
import '../../i18n/stage.ts';

export interface PictureTileProps {
  stream: MediaStream | null;
  label: string;
  /** A mirror, as people expect of their own camera. */
  mirrored?: boolean;
  className?: string;
  style?: CSSProperties;
  /** Told the size in CSS pixels at which the picture is shown, whenever it changes. */
  onSize?: (width: number, height: number) => void;
}

/** One running picture. Until its first frame there is a word, never a black box. */
export function PictureTile(props: PictureTileProps): ReactElement {
  const { stream, label, mirrored = false, className = '', style, onSize } = props;
  const { t } = useTranslation();
  const frame = useRef<HTMLElement>(null);
  const video = useStream(stream);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (element === null || onSize === undefined) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) onSize(entry.contentRect.width, entry.contentRect.height);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [onSize]);
  return (
    <figure
      ref={frame}
      className={`tile ${mirrored ? 'tile--mirrored' : ''} ${className}`}
      style={style}
      aria-label={label}
    >
      <video
        ref={video}
        className="tile__video"
        autoPlay
        playsInline
        muted
        onLoadedData={() => setShown(true)}
        onEmptied={() => setShown(false)}
      />
      {shown ? null : <p className="tile__word">{t('stage.pictureComing')}</p>}
    </figure>
  );
}
