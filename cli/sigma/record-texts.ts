import { tableRow } from '../../core/parse/table-row.ts';
import { recordText, splitRecords } from '../../core/parse/records.ts';

/** The texts of a file's records, in order. A row of a table is the JSON object that it stands for. */
export function recordTexts(bytes: Uint8Array): readonly string[] {
  const texts: string[] = [];
  for (const record of splitRecords(bytes)) {
    const text = recordText(record);
    const { header } = record;
    texts.push(header === undefined ? text : JSON.stringify(tableRow(header, text)));
  }
  return texts;
}
