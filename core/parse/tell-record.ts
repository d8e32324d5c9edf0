import type { ToldRecord } from '../contract/records.ts';
import type { NodeSighting, Observation } from '../graph/observation.ts';
import type { Value } from '../graph/fact.ts';
import { EDGE_TYPES } from '../schema/edge-types.ts';
import { nodeType } from '../schema/schema.ts';
import type { ParseContext } from './parse-context.ts';
import { parseRecord } from './parse.ts';
import { recordText } from './records.ts';
import type { RawRecord } from './records.ts';

/** Characters of a record that are told; all of it is its evidence. */
const MAX_TEXT_LENGTH = 4_000;

const MAX_SENTENCES = 40;
const MAX_LABEL_LENGTH = 160;

const verbs = new Map(EDGE_TYPES.map(({ name, verb }) => [name, verb]));

/** A record, what became of it, and what it says, for people. Never throws. */
export function tellRecord(record: RawRecord, context: ParseContext): ToldRecord {
  const text = recordText(record);
  const told = {
    number: record.number,
    text: text.slice(0, MAX_TEXT_LENGTH),
    isCut: text.length > MAX_TEXT_LENGTH,
  };
  const parsed = parseRecord(record, context);
  switch (parsed.kind) {
    case 'reject':
      return { ...told, outcome: 'rejected', reason: parsed.reason, says: [] };
    case 'ignored':
      return { ...told, outcome: 'ignored', reason: parsed.rule, says: [] };
    case 'observation': {
      const { observation } = parsed;
      return { ...told, outcome: 'accepted', time: observation.time, says: sentences(observation) };
    }
  }
}

function sentences({ nodes, edges }: Observation): [string, string, string][] {
  const labels = nodes.map(labelOf);
  return edges
    .slice(0, MAX_SENTENCES)
    .map(({ from, name, to }) => [labels[from] ?? '', verbs.get(name) ?? name, labels[to] ?? '']);
}

function labelOf({ type, identity, properties }: NodeSighting): string {
  const values: Record<string, Value> = {};
  for (const [name, value] of Object.entries({ ...identity, ...properties })) {
    if (value !== undefined) values[name] = value;
  }
  return nodeType(type).label(values).slice(0, MAX_LABEL_LENGTH);
}
