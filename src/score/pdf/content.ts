/** What a certificate says; where it stands is `draw.ts`'s business. */
export interface CertificateContent {
  kind: 'certificate';
  title: string;
  subtitle: string;
  name: string;
  /** Paragraphs; the first is the larger one. */
  statement: string[];
  /** Label and value. */
  fields: [string, string][];
  /** Lines at the foot. */
  confirm: string[];
}

export interface ReportTable {
  title: string;
  /** `share` of the page's width; figures stand at the right. */
  columns: { title: string; share: number; figure: boolean }[];
  rows: string[][];
}

/** A report of figures and tables, over as many pages as it takes. */
export interface ReportContent {
  kind: 'report';
  title: string;
  /** Lines below the title. */
  notes: string[];
  /** Label and value, side by side. */
  figures: [string, string][];
  tables: ReportTable[];
}

export type PdfContent = CertificateContent | ReportContent;
