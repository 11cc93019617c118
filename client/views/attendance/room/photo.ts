import { attendanceLimits } from '../../../../src/contract/attendance-limits.ts';

/** Pixels of the longer side at first; a photo that is still too large gets smaller from there. */
const longestSide = 1280;
const smallestSide = 480;
const qualities = [0.8, 0.65, 0.5] as const;

/**
 * Makes a photo from a phone small enough for the record: a JPEG within the contract's bytes, without what a camera writes
 * beside the picture. Rejects with Error when the browser cannot read the file as a picture.
 */
export async function shrinkPhoto(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    for (let side = longestSide; side >= smallestSide; side = Math.round(side * 0.75)) {
      for (const quality of qualities) {
        const jpeg = await draw(picture, side, quality);
        if (jpeg.size <= attendanceLimits.photoBytes) return jpeg;
      }
    }
  } finally {
    picture.close();
  }
  throw new Error('the photo stays too large');
}

function draw(picture: ImageBitmap, side: number, quality: number): Promise<Blob> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => {
        if (blob === null) reject(new Error('no JPEG came of it'));
        else resolve(blob);
      },
      'image/jpeg',
      quality,
    );
  });
}
