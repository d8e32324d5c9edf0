import { number, text, time } from './declare.ts';
import type { NodeType } from './declare.ts';
import { firstOf } from './label.ts';

const asset: NodeType = {
  name: 'asset',
  code: 1,
  about: 'A host, or a cloud account: what session identity is relative to.',
  identity: {
    kind: 'static',
    over: ['hostname'],
    aliases: [
      { name: 'agent_id', isReassigned: false },
      { name: 'instance_id', isReassigned: false },
      { name: 'ip', isReassigned: true },
    ],
  },
  properties: [
    text('hostname', { indexed: true }),
    text('fqdn'),
    text('agent_id', { indexed: true }),
    text('instance_id', { indexed: true }),
    text('ip', { indexed: true }),
    text('provider'),
    text('operating_system'),
  ],
  boundary: false,
  label: (p) => firstOf(p, 'hostname', 'instance_id', 'agent_id', 'ip'),
};

const process: NodeType = {
  name: 'process',
  code: 2,
  about:
    'A running program. Sensors with an id of their own and sensors with a pid and a time meet in one node.',
  identity: {
    kind: 'session',
    asset: 'runs_on',
    over: ['pid'],
    alias: 'guid',
    start: 'started_at',
    end: 'ended_at',
  },
  properties: [
    number('pid', { indexed: true }),
    text('guid'),
    text('name', { indexed: true }),
    text('image', { indexed: true }),
    text('command_line'),
    text('current_directory'),
    text('integrity_level'),
    text('original_file_name'),
    text('product'),
    text('company'),
    text('tampering'),
    time('started_at', 'min'),
    time('ended_at', 'max'),
  ],
  boundary: false,
  label: (p) => (p.pid === undefined ? firstOf(p, 'name') : `${firstOf(p, 'name')} (${p.pid})`),
};

const file: NodeType = {
  name: 'file',
  code: 3,
  about:
    'A file of a host, from its creation to its deletion. Loaded modules and drivers are files too.',
  identity: {
    kind: 'session',
    asset: 'stored_on',
    over: ['path'],
    start: 'created_at',
    end: 'deleted_at',
  },
  properties: [
    text('path', { indexed: true }),
    text('name', { indexed: true }),
    text('origin_url'),
    text('signature_status'),
    time('created_at', 'min'),
    time('deleted_at', 'max'),
  ],
  boundary: false,
  label: (p) => firstOf(p, 'name', 'path'),
};

/**
 * The content of files, by its strongest hash that a record names: SHA-256 as it is, and otherwise
 * SHA-1 or MD5 with the algorithm's name before it.
 */
const fileHash: NodeType = {
  name: 'file_hash',
  code: 4,
  about: 'The content of files, by its strongest hash that a record names.',
  identity: { kind: 'static', over: ['digest'] },
  properties: [
    text('sha256', { indexed: true }),
    text('sha1', { indexed: true }),
    text('md5', { indexed: true }),
    text('imphash', { indexed: true }),
  ],
  boundary: true,
  label: (p) => firstOf(p, 'sha256', 'sha1', 'md5').slice(0, 12),
};

/** What runs on a host and what it runs from. */
export const PROCESS_NODE_TYPES: readonly NodeType[] = [asset, process, file, fileHash];
