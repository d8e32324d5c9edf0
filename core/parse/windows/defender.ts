import { numberOf } from '../form/json-value.ts';
import type { Reader, Readers } from './reader.ts';
import { field } from './windows-event.ts';

/** A detection names more files than this only in archives. */
const MAX_FILES = 20;

const readDetection: Reader = (see, data) => {
  const id = field(data, 'Detection ID') ?? field(data, 'Threat ID');
  const finding = see.finding(id, {
    title: field(data, 'Threat Name'),
    kind: field(data, 'Category Name'),
    severity: numberOf(data['Severity ID']),
  });
  // `file:_C:\a.exe; process:_pid:1234`; a container is named beside what is in it.
  for (const part of (field(data, 'Path') ?? '').split(';', MAX_FILES)) {
    const path = /^\s*(?:file|containerfile):_(.+)$/.exec(part)?.[1];
    see.edge(finding, 'names_file', see.file(path?.replace(/->.*$/, '')));
  }
  const user = see.user({ name: field(data, 'Detection User') });
  see.edge(finding, 'names_user', user);
};

/** Protection was switched off or on, or its settings changed. */
const readSetting: Reader = (see, data, { eventId }) => {
  see.setting('antivirus setting', field(data, 'New Value') ?? `event ${eventId}`);
};

/** Microsoft-Windows-Windows Defender. */
export const DEFENDER_READERS: Readers = {
  1006: readDetection,
  1007: readDetection,
  1008: readDetection,
  1015: readDetection,
  1116: readDetection,
  1117: readDetection,
  1118: readDetection,
  1119: readDetection,
  1121: readDetection,
  1122: readDetection,
  5001: readSetting,
  5004: readSetting,
  5007: readSetting,
  5010: readSetting,
  5012: readSetting,
  5013: readSetting,
};
