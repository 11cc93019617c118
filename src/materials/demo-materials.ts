import { deflateSync } from 'node:zlib';
import { newId } from '../lib/ids.ts';
import { writeAudit } from '../store/audit.ts';
import type { MaterialKind } from '../contract/materials.ts';
import { insertMaterial } from './repository.ts';
import type { MaterialDependencies } from './service.ts';
import type { Vault } from './vault.ts';

interface DemoFile {
  title: string;
  fileName: string;
  kind: MaterialKind;
  mediaType: string;
  content: Buffer;
}

/** Three small files that nobody can take for real ones: a guide to print, a picture and a text. */
export function demoFiles(): DemoFile[] {
  const guide = ['Example course guide', 'This file is artificial. It is here to be opened and saved.'];
  return [
    {
      title: '示例学习手册',
      fileName: '示例学习手册.pdf',
      kind: 'pdf',
      mediaType: 'application/pdf',
      content: pdf(guide),
    },
    {
      title: '示例座位图',
      fileName: '示例座位图.png',
      kind: 'image',
      mediaType: 'image/png',
      content: png(640, 360, seats),
    },
    {
      title: '示例须知',
      fileName: '示例须知.txt',
      kind: 'text',
      mediaType: 'text/plain',
      content: Buffer.from('示例须知\n\n一、本文件为虚构内容，仅供试用。\n二、请提前十分钟就座。\n'),
    },
  ];
}

/** Gives a course those files, visible at once. */
export async function addDemoMaterials(
  { store, clock, vault }: Pick<MaterialDependencies, 'store' | 'clock'> & { vault: Vault },
  courseId: string,
  by: string | null,
): Promise<void> {
  const now = new Date(clock.now());
  const files = demoFiles().map((file) => ({ ...file, id: newId(), storedAs: newId() }));
  for (const { storedAs, content } of files) await vault.write(storedAs, content);
  await store.transaction(async (queries) => {
    for (const { content, ...file } of files) {
      await insertMaterial(queries, {
        ...file,
        courseId,
        size: content.length,
        resumeKey: '',
        visibleFrom: now,
        createdAt: now,
        createdBy: by,
        readyAt: now,
      });
    }
    await writeAudit(
      queries,
      { sessionId: by },
      files.map(({ id, title, fileName }) => ({
        courseId,
        action: 'material.added',
        recordId: id,
        after: { title, fileName },
      })),
    );
  });
}

/** One page of Latin text (ISO 32000-1, 7.5): every reader has that font. */
function pdf(lines: readonly string[]): Buffer {
  const text = lines.map(
    (line, index) => `BT /F1 ${index === 0 ? 28 : 14} Tf 72 ${720 - index * 40} Td (${line}) Tj ET`,
  );
  const stream = text.join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${entries}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + trailer, 'latin1');
}

type Colour = readonly [red: number, green: number, blue: number];

/** Rows of seats below a screen. */
function seats(x: number, y: number): Colour {
  if (y > 24 && y < 48 && x > 160 && x < 480) return [31, 95, 208];
  const isSeat =
    y > 90 && y < 330 && x > 60 && x < 580 && x % 40 > 8 && x % 40 < 34 && y % 40 > 8 && y % 40 < 34;
  return isSeat ? [129, 140, 155] : [246, 247, 249];
}

/** An image of 8-bit colours (https://www.w3.org/TR/png-3/). */
function png(width: number, height: number, colourAt: (x: number, y: number) => Colour): Buffer {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(colourAt(x, y), y * (1 + 3 * width) + 1 + 3 * x);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, red green blue.
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, check]);
}

/** CRC-32 of PNG's annex D; the oldest Node that we run on has none. */
function crc(data: Buffer): number {
  let value = 0xffffffff;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
