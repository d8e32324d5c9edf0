import type {
  InvestigationChange,
  InvestigationDetail,
  InvestigationHistory,
  InvestigationList,
  InvestigationRequest,
  InvestigationSummary,
  PinnedNodes,
} from '../../core/contract/investigations.ts';
import { get, post, send } from './api-client.ts';

/** The calls of the API that are about investigations. */
export const investigations = {
  list: (signal?: AbortSignal) => get<InvestigationList>('/api/investigations', signal),
  make: (body: InvestigationRequest) => post<InvestigationSummary>('/api/investigations', body),
  read: (id: string, signal?: AbortSignal) => get<InvestigationDetail>(urlOf(id), signal),
  change: (id: string, body: InvestigationChange) => send('PATCH', urlOf(id), { body }),
  remove: (id: string) => send('DELETE', urlOf(id), {}),
  pin: (id: string, nodes: readonly string[]) => post<PinnedNodes>(`${urlOf(id)}/nodes`, { nodes }),
  unpin: (id: string, node: string) => send('DELETE', nodeUrl(id, node), {}),
  note: (id: string, node: string, text: string) =>
    send('PUT', `${nodeUrl(id, node)}/note`, { body: { text } }),
  expand: (id: string, node: string) => post<PinnedNodes>(`${nodeUrl(id, node)}/expand`),
  collapse: (id: string, node: string) => send('DELETE', `${nodeUrl(id, node)}/expand`, {}),
  history: (id: string, signal?: AbortSignal) =>
    get<InvestigationHistory>(`${urlOf(id)}/history`, signal),
};

/** Where an investigation is as a file. */
export function exportUrl(id: string, format: 'json' | 'markdown'): string {
  return `${urlOf(id)}/export?format=${format}`;
}

function urlOf(id: string): string {
  return `/api/investigations/${encodeURIComponent(id)}`;
}

function nodeUrl(id: string, node: string): string {
  return `${urlOf(id)}/nodes/${encodeURIComponent(node)}`;
}
