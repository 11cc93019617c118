import type { limits } from '../../../src/contract/limits.ts';
import type { Api } from '../../session/api.ts';

/** The type pins the figure to the contract's: importing the value would bring the other limits along. */
export const mostFileMegabytes = 20;
export const mostFileBytes: (typeof limits)['messageFileBytes'] = mostFileMegabytes * 1024 * 1024;
/** Characters of a post, as the contract has it. */
export const mostCharacters: (typeof limits)['messageLength'] = 2_000;

/** Pixels of a picture's longer side: more than any phone shows, less than cameras make. */
const longestSide = 1_920;
/** Bytes below which a picture is sent as it is. */
const smallPicture = 400_000;

/** A photo as it is worth sending over a thin line; everything else stays as it is. */
export async function smaller(file: File): Promise<File> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= smallPicture) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return file;
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
  if (blob === null || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.[^.]+$/, '') + '.jpg', { type: 'image/jpeg' });
}

/**
 * Sends a file in pieces and resolves to its id. Calling it again with the same `clientId` goes on where the last try
 * stopped. Rejects with ClientError.
 */
export async function sendFile(
  api: Api,
  courseId: string,
  { file, clientId }: { file: File; clientId: string },
  progressed: (share: number) => void,
): Promise<string> {
  const { fileId, pieceBytes, ...begun } = await api.request('POST /api/courses/:courseId/message-files', {
    params: { courseId },
    body: { clientId, fileName: file.name, size: file.size },
  });
  let { received, ready } = begun;
  while (!ready) {
    progressed(received / file.size);
    const piece = file.slice(received, received + pieceBytes);
    ({ received, ready } = await api.upload(
      'POST /api/courses/:courseId/message-files/:fileId/bytes',
      { params: { courseId, fileId }, query: { offset: received } },
      piece,
    ));
  }
  return fileId;
}
