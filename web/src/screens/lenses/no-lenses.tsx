import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { paths } from '../../routes.ts';
import styles from './lens-list.module.css';

/** Why there is no lens: nothing is sent yet, or nothing that was sent is risky. */
export function NoLenses() {
  const sources = useResource('sources', api.sources).data.value;
  if (sources === undefined) return null;
  const records = sources.reduce((sum, source) => sum + source.records.accepted, 0);
  if (sources.length === 0 || records === 0) {
    return (
      <EmptyState title="No logs yet">
        <p>A lens opens as soon as something risky is in the graph. First, it needs logs.</p>
        <a class={styles.action} href={paths.welcome}>
          {sources.length === 0 ? 'Set up the first source' : 'Send the first logs'}
        </a>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="Nothing risky">
      <p>
        {records.toLocaleString('en')} records are in the graph, and no analyzer has hit. A lens
        will show here by itself when one does.
      </p>
      <a class={styles.action} href={paths.sources}>
        See what came in
      </a>
    </EmptyState>
  );
}
