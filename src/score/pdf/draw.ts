import PDFDocument from 'pdfkit';
import type { CertificateContent, PdfContent, ReportContent, ReportTable } from './content.ts';

type Document = InstanceType<typeof PDFDocument>;

const ink = '#1c2530';
const quiet = '#5d6b7a';
const line = '#c9d2dc';
const accent = '#0f5c7a';

/** Points; 72 are an inch. */
const margin = 48;
const rowHeight = 18;

/**
 * A PDF with its text as text: what is copied from it is what was written.
 * @param font a TrueType font; the characters that are used go into the file
 */
export async function draw(content: PdfContent, font: Buffer): Promise<Buffer> {
  const isCertificate = content.kind === 'certificate';
  const document = new PDFDocument({
    size: 'A4',
    layout: isCertificate ? 'landscape' : 'portrait',
    margin: isCertificate ? 0 : margin,
    autoFirstPage: false,
    bufferPages: true,
    // None of the fonts that every reader has: they know no Chinese.
    font: '',
    lang: 'zh-CN',
    info: { Title: isCertificate ? `${content.title} ${content.name}` : content.title },
  });
  const pieces: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on('data', (piece: Buffer) => pieces.push(piece));
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.registerFont('text', font);
  document.font('text');
  document.addPage();
  if (content.kind === 'certificate') drawCertificate(document, content);
  else drawReport(document, content);
  document.end();
  await ended;
  return Buffer.concat(pieces);
}

function drawCertificate(document: Document, content: CertificateContent): void {
  const { width, height } = document.page;
  document.lineWidth(2).strokeColor(accent);
  document.rect(28, 28, width - 56, height - 56).stroke();
  document
    .lineWidth(0.6)
    .rect(36, 36, width - 72, height - 72)
    .stroke();
  const [left, wide] = [110, width - 220];
  const centred = (text: string, y: number, size: number, colour: string): void => {
    const fitted = fitting(document, text, size, wide);
    document.fillColor(colour).fontSize(fitted);
    document.text(text, left, y, { width: wide, align: 'center' });
  };
  centred(content.title, 72, 46, accent);
  centred(content.subtitle, 140, 15, quiet);
  centred(content.name, 196, 34, ink);
  const half = 110;
  document.lineWidth(0.8).strokeColor(line);
  document
    .moveTo(width / 2 - half, 250)
    .lineTo(width / 2 + half, 250)
    .stroke();
  let y = 276;
  content.statement.forEach((paragraph, index) => {
    document.fillColor(index === 0 ? ink : quiet).fontSize(index === 0 ? 18 : 13);
    document.text(paragraph, left, y, { width: wide, align: 'center', lineGap: 6 });
    y = document.y + 10;
  });
  content.fields.forEach(([label, value], index) => {
    const x = left + (index * wide) / content.fields.length;
    const options = { width: wide / content.fields.length, align: 'center' as const };
    document
      .fillColor(quiet)
      .fontSize(11)
      .text(label, x, height - 166, options);
    document
      .fillColor(ink)
      .fontSize(14)
      .text(value, x, height - 148, options);
  });
  content.confirm.forEach((text, index) => {
    centred(text, height - 96 + index * 18, 10.5, quiet);
  });
}

/** The size, at most `size`, at which a text stands on one line. */
function fitting(document: Document, text: string, size: number, width: number): number {
  const natural = document.fontSize(size).widthOfString(text);
  return natural <= width ? size : Math.max(8, (size * width * 0.98) / natural);
}

function drawReport(document: Document, content: ReportContent): void {
  const wide = document.page.width - 2 * margin;
  document.fillColor(accent).fontSize(22).text(content.title, margin, margin, { width: wide });
  document.fillColor(quiet).fontSize(9.5);
  for (const note of content.notes) document.text(note, { width: wide, lineGap: 3 });
  const top = document.y + 14;
  const share = wide / Math.max(1, content.figures.length);
  content.figures.forEach(([label, value], index) => {
    const x = margin + index * share;
    document.fillColor(quiet).fontSize(9).text(label, x, top, { width: share });
    document
      .fillColor(ink)
      .fontSize(17)
      .text(value, x, top + 13, { width: share });
  });
  document.y = top + 48;
  for (const table of content.tables) drawTable(document, table, wide);
  const { count } = document.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    document.switchToPage(page);
    // What stands in the margin would begin a new page otherwise.
    document.page.margins.bottom = 0;
    document.fillColor(quiet).fontSize(8.5);
    const place = document.page.height - 32;
    document.text(`${page + 1} / ${count}`, margin, place, { width: wide, align: 'right', lineBreak: false });
  }
}

function drawTable(document: Document, { title, columns, rows }: ReportTable, wide: number): void {
  const bottom = document.page.height - margin;
  if (document.y + 4 * rowHeight > bottom) nextPage(document);
  document
    .fillColor(ink)
    .fontSize(13)
    .text(title, margin, document.y + 8, { width: wide });
  document.y += 4;
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const drawRow = (cells: readonly string[], colour: string): void => {
    const y = document.y;
    let x = margin;
    document.fillColor(colour).fontSize(9);
    columns.forEach(({ share, figure }, index) => {
      const width = (wide * share) / shares;
      const align = figure ? ('right' as const) : ('left' as const);
      const text = shortened(document, cells[index] ?? '', width - 8);
      document.text(text, x + 4, y + 4, { width: width - 8, align, lineBreak: false });
      x += width;
    });
    document.y = y + rowHeight;
    document.lineWidth(0.4).strokeColor(line);
    document
      .moveTo(margin, document.y)
      .lineTo(margin + wide, document.y)
      .stroke();
  };
  const heading = columns.map((column) => column.title);
  drawRow(heading, quiet);
  for (const row of rows) {
    if (document.y + rowHeight > bottom) {
      nextPage(document);
      drawRow(heading, quiet);
    }
    drawRow(row, ink);
  }
  document.y += 10;
}

function nextPage(document: Document): void {
  document.addPage();
  document.y = margin;
}

/** What fits on one line, with a mark where it was cut. */
function shortened(document: Document, text: string, width: number): string {
  if (document.widthOfString(text) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && document.widthOfString(`${letters.join('')}…`) > width) letters.pop();
  return `${letters.join('')}…`;
}
