import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { CorrelatedMatch } from '../../../graph/observation.ts';
import { readField } from '../read-field.ts';
import type { SigmaRecord } from '../record.ts';
import type { LinkedCorrelation } from '../rule-set.ts';
import type { EventRule } from '../rule.ts';
import { askedFields, textOf } from './group-texts.ts';

/** Longer values are kept by their start and their hash: they tell groups apart, and cost little. */
const MAX_VALUE_LENGTH = 256;

/** Reads what correlations are to know of a match; undefined when none asks for it. */
export type ReadCorrelated = (
  rule: EventRule,
  record: SigmaRecord,
  timeOf: () => number | undefined,
) => CorrelatedMatch | undefined;

/**
 * How matches are read for correlations. A record without a time is not correlated. A match is known
 * by what its record says and not by where it came from, so that a record that is sent twice counts
 * once (law 2).
 */
export function matchReader(correlations: readonly LinkedCorrelation[]): ReadCorrelated {
  const fieldsByRule = new Map<string, Set<string>>();
  for (const linked of correlations) {
    for (const id of linked.inputs) {
      const known = fieldsByRule.get(id) ?? new Set();
      for (const name of askedFields(linked, id)) known.add(name);
      fieldsByRule.set(id, known);
    }
  }
  return (rule, record, timeOf) => {
    const names = fieldsByRule.get(rule.id);
    const time = names === undefined ? undefined : timeOf();
    if (names === undefined || time === undefined) return undefined;
    const fields = Object.create(null) as Record<string, string>;
    for (const name of names) {
      const text = textOf(readField(record, name, rule.logSource));
      if (text !== undefined) fields[name] = shortened(text);
    }
    return { id: idOf(rule, record, time), rule: rule.id, time, fields };
  };
}

function idOf({ id }: EventRule, record: SigmaRecord, time: number): string {
  const { product, category, service, channel, eventId, fields, system } = record;
  const said = [id, time, product, category, service, channel, eventId, fields, system ?? null];
  return hash(JSON.stringify(said)).slice(0, 24);
}

function shortened(text: string): string {
  if (text.length <= MAX_VALUE_LENGTH) return text;
  return `${text.slice(0, MAX_VALUE_LENGTH)}…${hash(text).slice(0, 16)}`;
}

function hash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
