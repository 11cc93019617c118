import { patrolLimits } from '../../../src/contract/patrol-limits.ts';

/** The longer side of a finding's picture in pixels: enough to recognise who does what. */
const width = 1_280;
/** JPEG qualities, the first that fits into a message is taken. */
const qualities = [0.72, 0.55, 0.4, 0.25] as const;

/** The frame that a video element shows now, as JPEG of at most `pictureBytes`; null when it shows none. */
export async function frameOf(video: HTMLVideoElement): Promise<Blob | null> {
  if (video.videoWidth === 0) return null;
  const scale = Math.min(1, width / video.videoWidth);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  // Drawn at once: this is the moment that is filed, however long encoding takes.
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  for (const quality of qualities) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (blob !== null && blob.size <= patrolLimits.pictureBytes) return blob;
  }
  return null;
}
