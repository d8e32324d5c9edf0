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
 */
export function bulkAnswer(
  items: readonly BulkItem[],
  index: string | undefined,
  idPrefix: string,
  tookMs: number,
): string {
  const hasErrors = items.some(({ fault }) => fault !== undefined);
  const answers = items.map((item, number) =>
    itemAnswer(item, item.index ?? index ?? DEFAULT_INDEX, item.id ?? `${idPrefix}${number}`),
  );
  return JSON.stringify({ took: tookMs, errors: hasErrors, items: answers });
}

function itemAnswer(item: BulkItem, index: string, id: string): Record<string, object> {
  return { [item.action]: { _index: index, _id: id, ...outcomeOf(item) } };
}

function outcomeOf({ action, line, fault }: BulkItem): object {
  if (fault !== undefined) {
    return { status: 400, error: { type: 'document_parsing_exception', reason: fault } };
  }
  const written = { _version: 1, _shards: SHARDS, _seq_no: 0, _primary_term: 1 };
  // Documents are not kept by their ids: there is none to delete or to change.
  if (action === 'delete') return { ...written, result: 'not_found', status: 404 };
  if (action === 'update') {
    return { ...written, result: line === undefined ? 'noop' : 'updated', status: 200 };
  }
  return { ...written, result: 'created', status: 201 };
}
