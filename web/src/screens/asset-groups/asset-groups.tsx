import { useSignal } from '@preact/signals';
import type { AssetGroup } from '../../../../core/contract/asset-groups.ts';
import { isAtLeast } from '../../../../core/contract/roles.ts';
import { assetGroups } from '../../asset-groups-client.ts';
import { refresh, useResource } from '../../data/resource.ts';
import { session } from '../../data/session.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import styles from '../settings/settings.module.css';
import { SureButton } from '../settings/sure-button.tsx';
import { GroupDialog } from './group-dialog.tsx';

/** What each criticality does with a score. */
const EFFECTS: Readonly<Record<AssetGroup['criticality'], string>> = {
  low: 'scores 25 % less',
  normal: 'scores as it is',
  high: 'scores 25 % more',
  critical: 'scores 50 % more',
};

/** The groups of assets, and how much each matters. */
export function AssetGroups() {
  const list = useResource('asset-groups', assetGroups.list);
  const editing = useSignal<AssetGroup | 'new' | undefined>(undefined);
  const change = useChange();
  const known = session.value;
  const isAdmin = known.state === 'some' && isAtLeast(known.session.role, 'admin');
  const saved = async () => {
    refresh('lens');
    await list.reload();
  };
  const groups = list.data.value?.groups;
  return (
    <section class={styles.section}>
      <h2 class={styles.heading}>Groups of assets</h2>
      <p class={styles.lead}>
        A group names assets by name or pattern. How much it matters weighs in the score of their
        lenses, as a row of its own. An asset in several groups goes by the most critical.
      </p>
      {list.error.value !== undefined && (
        <ErrorNote
          error={list.error.value}
          title="The groups could not be loaded"
          onRetry={() => void list.reload()}
        />
      )}
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="The group was not removed" />
      )}
      {groups === undefined && list.error.value === undefined && (
        <Skeleton rows={3} rowHeight={48} label="Loading the groups" />
      )}
      {list.data.value?.isSettling === true && (
        <p class={styles.quiet} role="status">
          The last change is still reaching the list of lenses.
        </p>
      )}
      {groups?.length === 0 && <p class={styles.quiet}>There are none: every asset is normal.</p>}
      {groups !== undefined && groups.length > 0 && (
        <ul class={styles.rows} aria-label="Groups of assets">
          {groups.map((group) => (
            <li key={group.id} class={styles.row}>
              <span class={styles.what}>
                <span class={styles.name}>
                  {group.name}
                  <span class={styles.tag}>{group.criticality}</span>
                </span>
                <span class={styles.quiet}>
                  {shortened(group.assets)} · {EFFECTS[group.criticality]}
                </span>
              </span>
              {isAdmin && (
                <span class={styles.acts}>
                  <Button onClick={() => (editing.value = group)}>Change…</Button>
                  <SureButton
                    word="Remove"
                    question="Remove it?"
                    busy={change.busy.value}
                    onSure={() =>
                      void change.run(async () => {
                        await assetGroups.remove(group.id);
                        await saved();
                      })
                    }
                  />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {isAdmin && (
        <p>
          <Button kind="primary" icon="plus" onClick={() => (editing.value = 'new')}>
            New group
          </Button>
        </p>
      )}
      {editing.value !== undefined && (
        <GroupDialog
          group={editing.value === 'new' ? undefined : editing.value}
          onSaved={saved}
          onClose={() => (editing.value = undefined)}
        />
      )}
    </section>
  );
}

function shortened(assets: readonly string[]): string {
  const first = assets.slice(0, 4).join(', ');
  return assets.length > 4 ? `${first} and ${assets.length - 4} more` : first;
}
