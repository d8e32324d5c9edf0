import type { Readers } from './reader.ts';
import { SYSMON_FILE_READERS } from './sysmon-file.ts';
import { SYSMON_NETWORK_READERS } from './sysmon-network.ts';
import { SYSMON_PROCESS_READERS } from './sysmon-process.ts';
import { SYSMON_REGISTRY_READERS } from './sysmon-registry.ts';

/** Sysmon for Windows and for Linux, all event ids of schema 4.90. */
export const SYSMON_READERS: Readers = {
  ...SYSMON_PROCESS_READERS,
  ...SYSMON_FILE_READERS,
  ...SYSMON_NETWORK_READERS,
  ...SYSMON_REGISTRY_READERS,
};
