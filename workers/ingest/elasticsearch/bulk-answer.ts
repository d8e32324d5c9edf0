import type { BulkItem } from './read-bulk.ts';

/** Where documents go that name no index. */
const DEFAULT_INDEX = 'logs';

const SHARDS = { total: 1, successful: 1, failed: 0 };

/**
 * The answer to a bulk request: one item for each action, in order, because Beats count items and
 * take a missing one for a success. `errors` stands right before `items`, and nothing is between
 * their words, because Fluent Bit looks for those very bytes.
 *
 * @param idPrefix begins the ids of documents that have none
 * @param refusal why no document is taken just now, if so: clients send those again that have it
 */
export function bulkAnswer(
  items: readonly BulkItem[],
  index: string | undefined,
  idPrefix: string,
  tookMs: number,
  refusal?: string,
): string {
  const hasErrors = items.some(
    ({ fault, line }) => fault !== undefined || (refusal !== undefined && line !== undefined),
  );
  const answers = items.map((item, number) => ({
    [item.action]: {
      _index: item.index ?? index ?? DEFAULT_INDEX,
      _id: item.id ?? `${idPrefix}${number}`,
      ...outcomeOf(item, refusal),
    },
  }));
  return JSON.stringify({ took: tookMs, errors: hasErrors, items: answers });
}

function outcomeOf({ action, line, fault }: BulkItem, refusal: string | undefined): object {
  if (fault !== undefined) {
    return { status: 400, error: { type: 'document_parsing_exception', reason: fault } };
  }
  if (refusal !== undefined && line !== undefined) {
    return { status: 429, error: { type: 'es_rejected_execution_exception', reason: refusal } };
  }
  const written = { _version: 1, _shards: SHARDS, _seq_no: 0, _primary_term: 1 };
  // Documents are not kept by their ids: there is none to delete or to change.
  if (action === 'delete') return { ...written, result: 'not_found', status: 404 };
  if (action === 'update') {
    return { ...written, result: line === undefined ? 'noop' : 'updated', status: 200 };
  }
  return { ...written, result: 'created', status: 201 };
}
