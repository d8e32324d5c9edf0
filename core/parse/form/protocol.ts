import { nameTable } from './name-table.ts';

/** Names of transport protocols by their number (IANA, Assigned Internet Protocol Numbers). */
export const PROTOCOL_NAMES = nameTable<string>({
  1: 'icmp',
  2: 'igmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  58: 'icmp6',
  132: 'sctp',
});
