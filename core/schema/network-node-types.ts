import { number, text } from './declare.ts';
import type { NodeType } from './declare.ts';
import { firstOf } from './label.ts';

const address: NodeType = {
  name: 'address',
  code: 5,
  about: 'An IP address.',
  identity: { kind: 'static', over: ['ip'] },
  properties: [text('ip', { indexed: true })],
  boundary: true,
  label: (p) => firstOf(p, 'ip'),
};

const connection: NodeType = {
  name: 'connection',
  code: 6,
  about: 'One transport connection, as both of its hosts and the sensors between them see it.',
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

/**
 * An address and port that something listens at. Flow logs lead here instead of to connections:
 * one fact for a million flows between the same two.
 */
const socket: NodeType = {
  name: 'socket',
  code: 8,
  about: 'An address and port that something listens at.',
  identity: { kind: 'static', over: ['protocol', 'ip', 'port'] },
  properties: [text('protocol'), text('ip', { indexed: true }), number('port', { indexed: true })],
  boundary: true,
  label: (p) => `${firstOf(p, 'ip')}:${firstOf(p, 'port')}`,
};

/** A name of the domain name system, in lower case, without a trailing dot. */
const domain: NodeType = {
  name: 'domain',
  code: 9,
  about: 'A name of the domain name system.',
  identity: { kind: 'static', over: ['name'] },
  properties: [text('name', { indexed: true })],
  boundary: true,
  label: (p) => firstOf(p, 'name'),
};

const url: NodeType = {
  name: 'url',
  code: 10,
  about: 'Something fetched over a network, without its query and fragment.',
  identity: { kind: 'static', over: ['url'] },
  properties: [text('url', { indexed: true })],
  boundary: true,
  label: (p) => firstOf(p, 'url'),
};

/** What hosts talk to, and how. */
export const NETWORK_NODE_TYPES: readonly NodeType[] = [address, connection, socket, domain, url];
