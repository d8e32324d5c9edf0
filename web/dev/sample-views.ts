import { randomUUID } from 'node:crypto';
import type { SavedView, SavedViewRequest } from '../../core/contract/saved-views.ts';
import { viewQuery } from '../../core/contract/saved-views.ts';

/** Views of an invented organisation, which one member saves. */
export class SampleViews {
  #views: readonly SavedView[] = [
    {
      id: 'v1',
      name: 'Critical hosts',
      isShared: true,
      screen: 'lenses',
      query: viewQuery.parse({ type: 'asset', minScore: '50' }),
    },
  ];

  /** The status and the body of the answer to a call; undefined where it is about something else. */
  answer(
    call: string,
    body: string,
  ): { readonly status: number; readonly body?: unknown } | undefined {
    if (call === 'GET /api/views') return { status: 200, body: { views: this.#views } };
    if (call === 'POST /api/views') {
      const view = { id: randomUUID(), ...(JSON.parse(body) as SavedViewRequest) };
      const isIt = ({ name, isShared, screen }: SavedView) =>
        name === view.name && isShared === view.isShared && screen === view.screen;
      this.#views = [...this.#views.filter((known) => !isIt(known)), view].toSorted(
        (a, b) => Number(a.isShared) - Number(b.isShared) || (a.name < b.name ? -1 : 1),
      );
      return { status: 201, body: view };
    }
    if (call.startsWith('DELETE /api/views/')) {
      const id = call.slice('DELETE /api/views/'.length);
      this.#views = this.#views.filter((view) => view.id !== id);
      return { status: 204 };
    }
    return undefined;
  }
}
