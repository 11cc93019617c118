import { parentPort, workerData } from 'node:worker_threads';
import ExcelJS from 'exceljs';
import type { Value } from './sheet.ts';

/*
 * The thread that writes one workbook: packing would hold up the server's own. Text is written as text, which no
 * spreadsheet takes for a formula.
 */

/** What it is told, in this order: a sheet, its rows in pieces, the next sheet, the end. Each is answered when it is done. */
export type ToWriter =
  | { type: 'sheet'; name: string; columns: readonly { title: string; width: number }[] }
  | { type: 'rows'; rows: readonly (readonly Value[])[] }
  | { type: 'end' };

const port = parentPort;
if (!port) throw new Error('this program runs in a worker thread');
const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
  // It was started by our own code with the path of the file to write.
  filename: workerData as string,
  useStyles: true,
  useSharedStrings: false,
});
let sheet: ExcelJS.Worksheet | undefined;

port.on('message', (message: ToWriter) => {
  handle(message).then(
    () => port.postMessage('done'),
    (error: unknown) => {
      throw error;
    },
  );
});

async function handle(message: ToWriter): Promise<void> {
  switch (message.type) {
    case 'sheet':
      sheet?.commit();
      sheet = workbook.addWorksheet(message.name, { views: [{ state: 'frozen', ySplit: 1 }] });
      // Numbers such as 0012 stay what they are when somebody types them in.
      sheet.columns = message.columns.map(({ width }) => ({ width, style: { numFmt: '@' } }));
      {
        const heading = sheet.addRow(message.columns.map(({ title }) => title));
        heading.font = { bold: true };
        heading.commit();
      }
      break;
    case 'rows':
      for (const row of message.rows) sheet?.addRow([...row]).commit();
      break;
    default:
      sheet?.commit();
      await workbook.commit();
  }
}
