/**
 * The number of every predicate, as stored facts carry it. Append only: a number is never
 * changed and never used again.
 */
export const PREDICATE_CODES: Readonly<Record<string, number>> = {
  alias: 1,
  // asset
  hostname: 10,
  fqdn: 11,
  // process
  pid: 20,
  guid: 21,
  name: 22,
  image: 23,
  command_line: 24,
  current_directory: 25,
  integrity_level: 26,
  original_file_name: 27,
  product: 28,
  company: 29,
  logon_id: 30,
  started_at: 31,
  ended_at: 32,
  // file
  path: 40,
  created_at: 41,
  deleted_at: 42,
  // file_hash
  sha256: 50,
  md5: 51,
  // address
  ip: 60,
  // connection
  protocol: 70,
  source_ip: 71,
  source_port: 72,
  destination_ip: 73,
  destination_port: 74,
  destination_hostname: 75,
  // user
  account: 80,
  // edges
  children: 1000,
  runs_on: 1001,
  executable: 1002,
  created_files: 1003,
  run_as: 1004,
  executable_hash: 1005,
  connected_to: 1006,
  accepted_from: 1007,
  connections: 1008,
  source: 1009,
  destination: 1010,
  stored_on: 1011,
  addresses: 1012,
};
