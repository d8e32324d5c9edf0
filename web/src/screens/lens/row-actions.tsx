import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { ScoreRow } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { refresh, useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { riskNumber } from '../../parts/risk-band.ts';
import { paths } from '../../routes.ts';
import type { ExceptionDialogProps } from '../exceptions/exception-dialog.tsx';
import type { LensModel } from './lens-model.ts';
import styles from './risk-breakdown.module.css';

interface RowActionsProps {
  readonly row: ScoreRow;
  readonly model: LensModel;
}

/** Of the chosen row: what the lens would be without it, and the way to make an exception. */
export function RowActions({ row, model }: RowActionsProps) {
  const { lens, graph } = model.detail;
  const dialog = useSignal<{ readonly show: ComponentType<ExceptionDialogProps> } | undefined>(
    undefined,
  );
  const error = useSignal<unknown>(undefined);
  const open = async () => {
    error.value = undefined;
    try {
      const { ExceptionDialog: show } = await import('../exceptions/exception-dialog.tsx');
      dialog.value = { show };
    } catch (failure) {
      error.value = failure;
    }
  };
  if (row.exception !== undefined) {
    return (
      <p class={styles.actions}>
        <a href={paths.exceptions}>See the exceptions</a>
      </p>
    );
  }
  const Show = dialog.value?.show;
  return (
    <div class={styles.actions}>
      <Without lens={lens.id} row={row} updatedAt={lens.updatedAt} />
      <Button onClick={() => void open()}>Make an exception…</Button>
      {error.value !== undefined && <ErrorNote error={error.value} title="That did not open" />}
      {Show !== undefined && (
        <Show
          analyzer={row.analyzerId}
          title={row.title}
          lens={lens.name}
          nodes={graph.nodes.filter(({ id }) => row.nodes.includes(id))}
          onClose={() => (dialog.value = undefined)}
          onSaved={() => {
            refresh(`lens/${lens.id}`);
            refresh('lenses?');
            refresh('exceptions');
          }}
        />
      )}
    </div>
  );
}

interface WithoutProps {
  readonly lens: string;
  readonly row: ScoreRow;
  readonly updatedAt: number;
}

/** The score that the other rows would make alone: more than the rest, where rules shared a node. */
function Without({ lens, row, updatedAt }: WithoutProps) {
  const key = `without/${lens}/${row.analyzerId}/${updatedAt}`;
  const rest = useResource(key, (signal) => api.lensWithout(lens, row.analyzerId, signal));
  const { value } = rest.data;
  if (value === undefined) return null;
  return (
    <span class={styles.without} role="status">
      Without it, the score would be <strong>{riskNumber(value.score)}</strong>.
    </span>
  );
}
