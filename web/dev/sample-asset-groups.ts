import { randomUUID } from 'node:crypto';
import type { AssetGroup, AssetGroupRequest } from '../../core/contract/asset-groups.ts';
import type { LensDetail } from '../../core/contract/lenses.ts';
import { assetPattern } from '../../core/lens/asset-groups.ts';
import type { FakeAnswer } from './fake-settings.ts';

/** Groups of assets of an invented tenant. */
export class SampleAssetGroups {
  readonly #lenses: ReadonlyMap<string, LensDetail>;
  #groups: AssetGroup[] = [];

  constructor(lenses: ReadonlyMap<string, LensDetail>) {
    this.#lenses = lenses;
  }

  fill(at: number): void {
    const by = 'analyst@example.com';
    this.#groups = [
      { id: 'g1', name: 'Domain controllers', assets: ['DC-*'], criticality: 'critical', by, at },
      { id: 'g2', name: 'Lab', assets: ['LAB-*', '*.lab'], criticality: 'low', by, at },
    ];
  }

  /** Answers a call; undefined when it is none of these. */
  answer(call: string, body: string, at: number): FakeAnswer | undefined {
    const [method = '', path = ''] = call.split(' ');
    const [, , what, id = ''] = path.split('/').map(decodeURIComponent);
    if (what !== 'asset-groups') return undefined;
    if (method === 'GET') return { status: 200, body: { groups: this.#groups, isSettling: false } };
    if (method === 'DELETE') {
      this.#groups = this.#groups.filter((group) => group.id !== id);
      return { status: 204 };
    }
    const request = JSON.parse(body) as AssetGroupRequest;
    if (id === 'preview') {
      const names = [...this.#lenses.values()]
        .filter(({ lens }) => lens.type === 'asset')
        .map(({ lens }) => lens.name);
      const matching = names.filter(assetPattern(request.assets));
      const answer = { matching, matches: matching.length, assets: names.length, isMore: false };
      return { status: 200, body: answer };
    }
    const group = { ...request, id: id === '' ? randomUUID() : id, by: 'you', at };
    this.#groups = [...this.#groups.filter((one) => one.id !== group.id), group];
    return { status: id === '' ? 201 : 200, body: group };
  }
}
