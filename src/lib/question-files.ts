/** A row of a spreadsheet as it was read; cells by column, from 0. */
export interface FileRow {
  /** As spreadsheets count, from 1. */
  row: number;
  /** `problem` says why the text is not what the person meant. */
  cells: readonly ({ text: string; problem?: string } | undefined)[];
}

/** Takes the rows of one sheet until it wants no more; asked at its end whether it was the one that was looked for. */
export interface RowTaker {
  add: (row: FileRow) => boolean;
  isWanted: () => boolean;
}

/** What the bank needs of whoever can read files. Both throw `import_refused`. */
export interface QuestionFiles {
  /** One visible sheet after the other, each with a taker of its own, until one is wanted. */
  sheets(path: string, begin: () => RowTaker): Promise<void>;
  /** The text in any usual encoding. */
  text(path: string): Promise<string>;
}
