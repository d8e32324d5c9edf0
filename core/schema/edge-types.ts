import type { EdgeType } from './declare.ts';

/** Declares one kind of edge: `from` —`name`→ `to`. */
function edge(
  from: string,
  name: string,
  to: string,
  reverse: string,
  cardinality: EdgeType['cardinality'],
  verb: string,
): EdgeType {
  return { name, from, to, reverse, cardinality, verb };
}

/** Every kind of edge. */
export const EDGE_TYPES: readonly EdgeType[] = [
  edge('process', 'children', 'process', 'parent', 'one-to-many', 'started'),
  edge('process', 'runs_on', 'asset', 'processes', 'many-to-one', 'runs on'),
  edge('process', 'executable', 'file', 'executed_as', 'many-to-one', 'is run from'),
  edge('process', 'created_files', 'file', 'creators', 'many-to-many', 'created'),
  edge('process', 'run_as', 'user', 'ran', 'many-to-one', 'runs as'),
  edge('process', 'executable_hash', 'file_hash', 'hash_of', 'many-to-one', 'has the image hash'),
  edge('process', 'connected_to', 'address', 'contacted_by', 'many-to-many', 'connected to'),
  edge('process', 'accepted_from', 'address', 'reached', 'many-to-many', 'accepted from'),
  edge('process', 'connections', 'connection', 'used_by', 'many-to-many', 'uses'),
  edge('connection', 'source', 'address', 'outgoing', 'many-to-one', 'comes from'),
  edge('connection', 'destination', 'address', 'incoming', 'many-to-one', 'goes to'),
  edge('file', 'stored_on', 'asset', 'files', 'many-to-one', 'is stored on'),
  edge('asset', 'addresses', 'address', 'assigned_to', 'many-to-many', 'has the address'),
];
