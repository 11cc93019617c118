import { open, type FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileTypeFromFile } from 'file-type';
import type { MaterialKind } from '../contract/materials.ts';
import { AppError } from '../lib/errors.ts';

/** What a file really is. */
export interface Content {
  kind: MaterialKind;
  mediaType: string;
}

interface Accepted extends Content {
  /** Endings under which such a file may come: what is inside must not contradict what a computer will open it with. */
  endings: readonly string[];
}

const office = 'application/vnd.openxmlformats-officedocument';

/** By the type that file-type finds. */
const accepted: Readonly<Record<string, readonly Accepted[]>> = {
  'application/pdf': [{ kind: 'pdf', mediaType: 'application/pdf', endings: ['.pdf'] }],
  'image/png': [{ kind: 'image', mediaType: 'image/png', endings: ['.png'] }],
  'image/jpeg': [{ kind: 'image', mediaType: 'image/jpeg', endings: ['.jpg', '.jpeg'] }],
  'image/gif': [{ kind: 'image', mediaType: 'image/gif', endings: ['.gif'] }],
  'image/webp': [{ kind: 'image', mediaType: 'image/webp', endings: ['.webp'] }],
  'video/mp4': [{ kind: 'video', mediaType: 'video/mp4', endings: ['.mp4', '.m4v'] }],
  'video/x-m4v': [{ kind: 'video', mediaType: 'video/mp4', endings: ['.m4v', '.mp4'] }],
  'video/quicktime': [{ kind: 'video', mediaType: 'video/quicktime', endings: ['.mov'] }],
  'video/webm': [{ kind: 'video', mediaType: 'video/webm', endings: ['.webm'] }],
  [`${office}.wordprocessingml.document`]: [
    { kind: 'document', mediaType: `${office}.wordprocessingml.document`, endings: ['.docx'] },
  ],
  [`${office}.spreadsheetml.sheet`]: [
    { kind: 'sheet', mediaType: `${office}.spreadsheetml.sheet`, endings: ['.xlsx'] },
  ],
  [`${office}.presentationml.presentation`]: [
    { kind: 'slides', mediaType: `${office}.presentationml.presentation`, endings: ['.pptx'] },
  ],
  // The container of older Office files: only the name says which of the three it is.
  'application/x-cfb': [
    { kind: 'document', mediaType: 'application/msword', endings: ['.doc'] },
    { kind: 'sheet', mediaType: 'application/vnd.ms-excel', endings: ['.xls'] },
    { kind: 'slides', mediaType: 'application/vnd.ms-powerpoint', endings: ['.ppt'] },
  ],
};

const textEndings = ['.txt', '.md', '.csv'];
/** Nobody reads a longer text in class; what claims to be one is something else. */
const longestText = 10 * 1024 * 1024;

/**
 * How the files that we accept begin. Others are refused before any parser looks at them: each parser for a format that
 * nobody may send is one more way to be attacked.
 */
const beginnings: readonly { at: number; bytes: string }[] = [
  { at: 0, bytes: '%PDF' },
  { at: 0, bytes: '\u0089PNG' },
  { at: 0, bytes: '\u00ff\u00d8\u00ff' },
  { at: 0, bytes: 'GIF8' },
  { at: 8, bytes: 'WEBP' },
  { at: 4, bytes: 'ftyp' },
  { at: 4, bytes: 'moov' },
  { at: 4, bytes: 'mdat' },
  { at: 4, bytes: 'wide' },
  { at: 0, bytes: '\u001aE\u00df\u00a3' },
  { at: 0, bytes: 'PK\u0003\u0004' },
  { at: 0, bytes: '\u00d0\u00cf\u0011\u00e0' },
];

/** Media types that browsers show by themselves and that cannot run anything. */
const shown: ReadonlySet<string> = new Set([
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'video/mp4',
  'video/webm',
  'text/plain',
]);

export function isShown(mediaType: string): boolean {
  return shown.has(mediaType);
}

/** Whether a file of that name could be accepted at all: asked before anything is sent. */
export function isAcceptableName(fileName: string): boolean {
  const ending = extname(fileName).toLowerCase();
  const known = Object.values(accepted).flat();
  return textEndings.includes(ending) || known.some(({ endings }) => endings.includes(ending));
}

/** Looks into the file. Throws `file_refused` for what is not accepted, or is something else than its name says. */
export async function inspect(path: string, fileName: string): Promise<Content> {
  const ending = extname(fileName).toLowerCase();
  const file = await open(path, 'r');
  try {
    if (textEndings.includes(ending)) return await inspectText(file);
    const head = Buffer.alloc(16);
    await file.read(head, 0, head.length, 0);
    const begins = head.toString('latin1');
    if (!beginnings.some(({ at, bytes }) => begins.startsWith(bytes, at))) throw new AppError('file_refused');
  } finally {
    await file.close();
  }
  const found = await fileTypeFromFile(path);
  const content = accepted[found?.mime ?? '']?.find(({ endings }) => endings.includes(ending));
  if (!content) throw new AppError('file_refused', { found: found?.ext ?? null });
  return { kind: content.kind, mediaType: content.mediaType };
}

/** Whether a file could only not be looked at yet: it stays where it is. */
export function isWaiting(error: unknown): boolean {
  return error instanceof AppError && error.code === 'scanner_away';
}

/** A text is UTF-8 throughout and has no control characters but those of text. */
async function inspectText(file: FileHandle): Promise<Content> {
  const { size } = await file.stat();
  if (size > longestText) throw new AppError('file_refused');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of file.createReadStream({ autoClose: false, start: 0 })) {
      const part = decoder.decode(Buffer.from(chunk as Uint8Array), { stream: true });
      // oxlint-disable-next-line no-control-regex -- these are what must not be there
      if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(part)) throw new AppError('file_refused');
    }
    decoder.decode();
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('file_refused', undefined, { cause: error });
  }
  return { kind: 'text', mediaType: 'text/plain' };
}
