import { text } from './declare.ts';
import type { NodeType } from './declare.ts';
import { firstOf } from './label.ts';

/** Who calls an API in a cloud: a user, a session of a role, a service; by ARN where it has one. */
const principal: NodeType = {
  name: 'principal',
  code: 22,
  about: 'Who calls an API of a cloud: a user, a session of a role, a service.',
  identity: { kind: 'static', over: ['principal'] },
  properties: [text('principal', { indexed: true }), text('name', { indexed: true }), text('kind')],
  boundary: true,
  label: (p) => firstOf(p, 'name', 'principal'),
};

const role: NodeType = {
  name: 'role',
  code: 23,
  about: 'A role that principals take.',
  identity: { kind: 'static', over: ['arn'] },
  properties: [text('arn', { indexed: true })],
  boundary: true,
  label: (p) => firstOf(p, 'arn').replace(/^.*\//, ''),
};

const accessKey: NodeType = {
  name: 'access_key',
  code: 24,
  about: 'A long-lived or temporary key of a cloud API.',
  identity: { kind: 'static', over: ['key_id'] },
  properties: [text('key_id', { indexed: true })],
  boundary: true,
  label: (p) => firstOf(p, 'key_id'),
};

const resource: NodeType = {
  name: 'resource',
  code: 25,
  about: 'Anything that a cloud keeps: a bucket, a secret, an instance, a pod, a directory object.',
  identity: { kind: 'static', over: ['resource'] },
  properties: [text('resource', { indexed: true }), text('kind')],
  boundary: true,
  label: (p) => firstOf(p, 'resource'),
};

/**
 * An operation of an account's API. All calls by one principal are one edge: what is asked of it
 * is who ever did this here, first when, and last when.
 */
const apiCall: NodeType = {
  name: 'api_call',
  code: 26,
  about: "An operation of an account's API. All calls by one principal are one edge.",
  identity: { kind: 'static', over: ['asset', 'api', 'operation'] },
  properties: [text('api', { indexed: true }), text('operation', { indexed: true })],
  boundary: false,
  label: (p) => firstOf(p, 'operation'),
};

/** What clouds are made of. */
export const CLOUD_NODE_TYPES: readonly NodeType[] = [
  principal,
  role,
  accessKey,
  resource,
  apiCall,
];
