import type { JsonObject } from './form/json-value.ts';

/** More columns than any log has. */
const MAX_COLUMNS = 512;

/** What Zeek writes for an unset field and for an empty one. */
const UNSET: ReadonlySet<string> = new Set(['-', '(empty)', '']);

/**
 * A line of a table as an object, by the columns that its header names: of Zeek (`#fields`, tabs),
 * of W3C extended logs (`#Fields`, spaces), of comma-separated values and of flow logs (spaces).
 */
export function tableRow(header: string, line: string): JsonObject {
  const zeek = headerLine(header, '#fields');
  if (zeek !== undefined) {
    const row = rowOf(zeek.split('\t'), line.split('\t', MAX_COLUMNS));
    const path = headerLine(header, '#path');
    if (path !== undefined) row['_path'] = path;
    return row;
  }
  const w3c = headerLine(header, '#Fields:');
  if (w3c !== undefined) return rowOf(w3c.split(' '), line.split(' ', MAX_COLUMNS));
  return header.includes(',')
    ? rowOf(commaSeparated(header), commaSeparated(line))
    : rowOf(header.split(' '), line.split(' ', MAX_COLUMNS));
}

function rowOf(columns: readonly string[], values: readonly string[]): Record<string, unknown> {
  const row = Object.create(null) as Record<string, unknown>;
  columns.slice(0, MAX_COLUMNS).forEach((column, index) => {
    const value = values[index];
    if (value !== undefined && !UNSET.has(value)) row[column.trim()] = value;
  });
  return row;
}

/** What follows a word at the start of one of the header's lines. */
function headerLine(header: string, word: string): string | undefined {
  const line = header.split('\n').find((candidate) => candidate.startsWith(word));
  return line?.slice(word.length).trim();
}

/** The values of a line of comma-separated values (RFC 4180), in quotes where they hold commas. */
function commaSeparated(line: string): string[] {
  const values: string[] = [];
  let value = '';
  let isQuoted = false;
  for (let index = 0; index < line.length && values.length < MAX_COLUMNS; index += 1) {
    const character = line[index];
    if (character === '"' && isQuoted && line[index + 1] === '"') {
      value += '"';
      index += 1;
    } else if (character === '"') {
      isQuoted = !isQuoted;
    } else if (character === ',' && !isQuoted) {
      values.push(value);
      value = '';
    } else {
      value += character;
    }
  }
  return [...values, value];
}
