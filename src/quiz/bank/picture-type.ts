import { fileTypeFromBuffer } from 'file-type';
import { AppError } from '../../lib/errors.ts';

/** How the pictures begin that a question may show. Nothing else reaches a parser. */
const beginnings: readonly { at: number; bytes: string }[] = [
  { at: 0, bytes: '\u0089PNG' },
  { at: 0, bytes: '\u00ff\u00d8\u00ff' },
  { at: 0, bytes: 'GIF8' },
  { at: 8, bytes: 'WEBP' },
];
const accepted = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** What a picture is by its content. Throws `image_refused` for anything that is none. */
export async function pictureType(content: Uint8Array): Promise<string> {
  const begins = Buffer.from(content.subarray(0, 16)).toString('latin1');
  if (!beginnings.some(({ at, bytes }) => begins.startsWith(bytes, at))) throw new AppError('image_refused');
  const found = await fileTypeFromBuffer(content);
  if (found === undefined || !accepted.includes(found.mime)) throw new AppError('image_refused');
  return found.mime;
}
