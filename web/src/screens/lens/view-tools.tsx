import { Button } from '../../parts/button.tsx';
import { counted } from '../../parts/plural.ts';
import { ExportMenu } from './export-menu.tsx';
import type { LensModel } from './lens-model.ts';
import styles from './lens-screen.module.css';

/** What can be done with all views at once, at the end of their tabs. */
export function ViewTools({ model }: { readonly model: LensModel }) {
  const hidden = model.hidden.value;
  return (
    <span class={styles.tools}>
      {hidden.length > 0 && (
        <Button kind="quiet" icon="undo" onClick={model.showHidden}>
          {counted(hidden.length, 'node')} hidden: show
        </Button>
      )}
      <ExportMenu model={model} />
    </span>
  );
}
