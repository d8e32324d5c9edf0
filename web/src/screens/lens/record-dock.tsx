import { IconButton } from '../../parts/button.tsx';
import { recordOf } from './lens-model.ts';
import type { LensModel } from './lens-model.ts';
import { RawRecord } from './raw-record.tsx';
import styles from './record-dock.module.css';

/** The raw record that is open, below the view that it is evidence for. */
export function RecordDock({ model }: { readonly model: LensModel }) {
  const pointer = recordOf(model.record.value);
  if (pointer === undefined || model.tab.value === 'evidence') return null;
  return (
    <section class={styles.dock} aria-label="Raw record">
      <header class={styles.header}>
        <h2>
          Record {pointer.record} <span class={styles.upload}>of upload {pointer.upload}</span>
        </h2>
        <IconButton
          icon="cross"
          label="Close the record (Esc)"
          onClick={() => (model.record.value = '')}
        />
      </header>
      <div class={styles.body}>
        <RawRecord key={model.record.value} pointer={pointer} index={model.index.value} />
      </div>
    </section>
  );
}
