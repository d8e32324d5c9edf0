import type { IconName } from './icon-paths.ts';

/** How a type of node looks and what it is called; types of a tenant's own look like `other`. */
export interface TypeLook {
  readonly icon: IconName;
  /** The middle of its colour tokens: `--type-NAME` and `--type-NAME-soft`. */
  readonly colour: string;
  readonly word: string;
  /** The properties that say most, in order. */
  readonly headline: readonly string[];
}

const LOOKS: Readonly<Record<string, TypeLook>> = {
  asset: { icon: 'asset', colour: 'asset', word: 'host', headline: ['hostname', 'fqdn'] },
  process: {
    icon: 'process',
    colour: 'process',
    word: 'process',
    headline: [
      'command_line',
      'image',
      'pid',
      'started_at',
      'ended_at',
      'integrity_level',
      'current_directory',
    ],
  },
  file: {
    icon: 'file',
    colour: 'file',
    word: 'file',
    headline: ['path', 'created_at', 'deleted_at'],
  },
  file_hash: {
    icon: 'hash',
    colour: 'other',
    word: 'file hash',
    headline: ['sha256', 'sha1', 'md5'],
  },
  address: { icon: 'address', colour: 'address', word: 'address', headline: ['ip'] },
  connection: {
    icon: 'connection',
    colour: 'connection',
    word: 'connection',
    headline: [
      'protocol',
      'source_ip',
      'source_port',
      'destination_ip',
      'destination_port',
      'destination_hostname',
    ],
  },
  user: { icon: 'user', colour: 'user', word: 'user', headline: ['account', 'sid'] },
  group: { icon: 'user', colour: 'user', word: 'group', headline: ['account', 'sid'] },
  logon_session: {
    icon: 'user',
    colour: 'user',
    word: 'logon',
    headline: ['logon_id', 'logon_type', 'authentication', 'workstation', 'logged_on_at'],
  },
  domain: { icon: 'address', colour: 'address', word: 'domain', headline: ['name'] },
  url: { icon: 'address', colour: 'address', word: 'URL', headline: ['url'] },
  socket: { icon: 'connection', colour: 'connection', word: 'socket', headline: ['ip', 'port'] },
  registry_key: { icon: 'tree', colour: 'other', word: 'registry key', headline: ['path', 'data'] },
  service: {
    icon: 'arrange',
    colour: 'other',
    word: 'service',
    headline: ['name', 'command_line', 'start_type'],
  },
  task: { icon: 'clock', colour: 'other', word: 'task', headline: ['name', 'command_line'] },
  script: { icon: 'record', colour: 'process', word: 'script', headline: ['path', 'script_text'] },
  pipe: { icon: 'connection', colour: 'other', word: 'pipe', headline: ['name'] },
  wmi_subscription: {
    icon: 'arrange',
    colour: 'other',
    word: 'WMI subscription',
    headline: ['name', 'kind', 'query', 'command_line'],
  },
  finding: {
    icon: 'warning',
    colour: 'other',
    word: 'finding',
    headline: ['title', 'kind', 'severity'],
  },
  principal: { icon: 'user', colour: 'user', word: 'principal', headline: ['principal'] },
  role: { icon: 'user', colour: 'user', word: 'role', headline: ['arn'] },
  access_key: { icon: 'user', colour: 'user', word: 'access key', headline: ['key_id'] },
  api_call: {
    icon: 'connection',
    colour: 'connection',
    word: 'API call',
    headline: ['api', 'operation'],
  },
};

/** The types that a search may keep to, those that are looked for most first. */
export const SEARCHED_TYPES: readonly string[] = [
  'process',
  'file',
  'file_hash',
  'address',
  'domain',
  'user',
  'asset',
  'url',
  'registry_key',
  'service',
  'task',
  'script',
  'pipe',
  'principal',
  'role',
  'access_key',
  'resource',
  'finding',
];

/** The look of a node type. */
export function typeLook(type: string): TypeLook {
  return Object.hasOwn(LOOKS, type) ? (LOOKS[type] ?? otherLook(type)) : otherLook(type);
}

function otherLook(type: string): TypeLook {
  return { icon: 'other', colour: 'other', word: type.replaceAll('_', ' '), headline: [] };
}

/** A property's name as people read it: `command line`. */
export function propertyWord(name: string): string {
  return name.replaceAll('_', ' ').replace(/ (at)$/, '');
}
