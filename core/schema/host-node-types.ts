import { number, text } from './declare.ts';
import type { NodeType } from './declare.ts';
import { firstOf } from './label.ts';

/**
 * A registry key, or a value of one, as sensors name both in one path. Hives go by their short
 * names, and the key of the current control set is the same whatever its number.
 */
const registryKey: NodeType = {
  name: 'registry_key',
  code: 13,
  about: 'A registry key, or a value of one.',
  identity: { kind: 'static', over: ['asset', 'path'] },
  properties: [text('path', { indexed: true }), text('data')],
  boundary: false,
  label: (p) => firstOf(p, 'path'),
};

const pipe: NodeType = {
  name: 'pipe',
  code: 14,
  about: 'A named pipe.',
  identity: { kind: 'static', over: ['asset', 'name'] },
  properties: [text('name', { indexed: true })],
  boundary: false,
  label: (p) => firstOf(p, 'name'),
};

const service: NodeType = {
  name: 'service',
  code: 15,
  about: 'A service of the operating system.',
  identity: { kind: 'static', over: ['asset', 'name'] },
  properties: [
    text('name', { indexed: true }),
    text('display_name'),
    text('command_line'),
    text('start_type'),
  ],
  boundary: false,
  label: (p) => firstOf(p, 'name'),
};

const task: NodeType = {
  name: 'task',
  code: 16,
  about: 'A scheduled task or a cron job.',
  identity: { kind: 'static', over: ['asset', 'name'] },
  properties: [text('name', { indexed: true }), text('command_line')],
  boundary: false,
  label: (p) => firstOf(p, 'name'),
};

const script: NodeType = {
  name: 'script',
  code: 17,
  about: "A block of script that an interpreter ran, by the interpreter's own id of it.",
  identity: { kind: 'static', over: ['asset', 'script_id'] },
  properties: [text('path', { indexed: true }), text('script_text')],
  boundary: false,
  label: (p) => firstOf(p, 'path', 'script_text').slice(0, 60),
};

const wmiSubscription: NodeType = {
  name: 'wmi_subscription',
  code: 18,
  about: 'A permanent WMI event filter, consumer, or the binding of both.',
  identity: { kind: 'static', over: ['asset', 'name'] },
  properties: [text('name', { indexed: true }), text('kind'), text('query'), text('command_line')],
  boundary: false,
  label: (p) => firstOf(p, 'name'),
};

const share: NodeType = {
  name: 'share',
  code: 19,
  about: 'A folder that a host shares.',
  identity: { kind: 'static', over: ['asset', 'name'] },
  properties: [text('name', { indexed: true }), text('path', { indexed: true })],
  boundary: false,
  label: (p) => firstOf(p, 'name'),
};

const container: NodeType = {
  name: 'container',
  code: 20,
  about: 'A container.',
  identity: { kind: 'static', over: ['asset', 'container_id'] },
  properties: [
    text('container_id', { indexed: true }),
    text('name', { indexed: true }),
    text('container_image', { indexed: true }),
  ],
  boundary: false,
  label: (p) => firstOf(p, 'name', 'container_id'),
};

const finding: NodeType = {
  name: 'finding',
  code: 21,
  about: 'A verdict of another product on something here.',
  identity: { kind: 'static', over: ['asset', 'finding_id'] },
  properties: [
    text('finding_id', { indexed: true }),
    text('title', { indexed: true }),
    text('kind'),
    number('severity', { read: 'max' }),
  ],
  boundary: false,
  label: (p) => firstOf(p, 'title', 'finding_id'),
};

/** What a host is made of besides processes and files. */
export const HOST_NODE_TYPES: readonly NodeType[] = [
  registryKey,
  pipe,
  service,
  task,
  script,
  wmiSubscription,
  share,
  container,
  finding,
];
