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
  user: { icon: 'user', colour: 'user', word: 'user', headline: ['account'] },
};

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
