import type { Value } from '../graph/fact.ts';
import { number, text, time } from './declare.ts';
import type { NodeType } from './declare.ts';

type Properties = Readonly<Record<string, Value>>;

/** The first of these properties that is there, as text. */
function firstOf(properties: Properties, ...names: string[]): string {
  for (const name of names) {
    const value = properties[name];
    if (value !== undefined && value !== '') return String(value);
  }
  return 'unknown';
}

/** A host, or a cloud account: what session identity is relative to. */
const asset: NodeType = {
  name: 'asset',
  code: 1,
  identity: { kind: 'static', over: ['hostname'] },
  properties: [text('hostname', { indexed: true }), text('fqdn')],
  boundary: false,
  label: (p) => firstOf(p, 'hostname'),
};

const process: NodeType = {
  name: 'process',
  code: 2,
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
    text('logon_id'),
    time('started_at', 'min'),
    time('ended_at', 'max'),
  ],
  boundary: false,
  label: (p) => (p.pid === undefined ? firstOf(p, 'name') : `${firstOf(p, 'name')} (${p.pid})`),
};

const file: NodeType = {
  name: 'file',
  code: 3,
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
    time('created_at', 'min'),
    time('deleted_at', 'max'),
  ],
  boundary: false,
  label: (p) => firstOf(p, 'name', 'path'),
};

const fileHash: NodeType = {
  name: 'file_hash',
  code: 4,
  identity: { kind: 'static', over: ['sha256'] },
  properties: [text('sha256', { indexed: true }), text('md5', { indexed: true })],
  boundary: true,
  label: (p) => firstOf(p, 'sha256').slice(0, 12),
};

const address: NodeType = {
  name: 'address',
  code: 5,
  identity: { kind: 'static', over: ['ip'] },
  properties: [text('ip', { indexed: true })],
  boundary: true,
  label: (p) => firstOf(p, 'ip'),
};

/** One transport connection as both of its hosts see it. */
const connection: NodeType = {
  name: 'connection',
  code: 6,
  identity: {
    kind: 'static',
    over: ['protocol', 'source_ip', 'source_port', 'destination_ip', 'destination_port'],
  },
  properties: [
    text('protocol'),
    text('source_ip'),
    number('source_port'),
    text('destination_ip'),
    number('destination_port', { indexed: true }),
    text('destination_hostname', { indexed: true }),
  ],
  boundary: true,
  label: (p) => `${firstOf(p, 'destination_ip')}:${firstOf(p, 'destination_port')}`,
};

const user: NodeType = {
  name: 'user',
  code: 7,
  identity: { kind: 'static', over: ['account'] },
  properties: [text('account', { indexed: true })],
  boundary: true,
  label: (p) => firstOf(p, 'account'),
};

/** Every node type, in order of code. Codes are for ever: new types get new ones. */
export const NODE_TYPES: readonly NodeType[] = [
  asset,
  process,
  file,
  fileHash,
  address,
  connection,
  user,
];
