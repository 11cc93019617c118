import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { PdfContent } from './content.ts';
import { draw } from './draw.ts';

/*
 * The thread that draws PDFs: choosing the characters of a Chinese font for one page takes tens of milliseconds, in which the
 * server's own thread would answer nobody. It reads the font once.
 */

/** Noto Sans SC, under the SIL Open Font License 1.1, as it comes from npm. */
const fontName = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf';

/** What it is told; it answers in the same order. */
export interface ToDraw {
  content: PdfContent;
}
export type Drawn = { pdf: Uint8Array } | { failed: string };

const port = parentPort;
if (!port) throw new Error('this program runs in a worker thread');
const font = readFileSync(fileURLToPath(import.meta.resolve(fontName)));

port.on('message', ({ content }: ToDraw) => {
  draw(content, font).then(
    (pdf) => port.postMessage({ pdf } satisfies Drawn),
    (error: unknown) => port.postMessage({ failed: String(error) } satisfies Drawn),
  );
});
