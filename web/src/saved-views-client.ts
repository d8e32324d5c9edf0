import type {
  SavedView,
  SavedViewList,
  SavedViewRequest,
} from '../../core/contract/saved-views.ts';
import { get, post, send } from './api-client.ts';

/** The calls of the API that are about saved views of the list of lenses, and about kept hunts. */
export const savedViews = {
  list: (signal?: AbortSignal) => get<SavedViewList>('/api/views', signal),
  save: (body: SavedViewRequest) => post<SavedView>('/api/views', body),
  remove: (id: string) => send('DELETE', `/api/views/${encodeURIComponent(id)}`, {}),
};
