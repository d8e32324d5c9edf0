import type { EvidencePointer } from '../../../../core/contract/lenses.ts';
import { Icon } from '../../parts/icon.tsx';
import styles from './evidence-link.module.css';
import { recordName } from './lens-model.ts';
import type { LensModel } from './lens-model.ts';

interface EvidenceLinkProps {
  readonly model: LensModel;
  readonly pointer: EvidencePointer;
}

/** The way from anything shown to the raw record that says so; it opens beside. */
export function EvidenceLink({ model, pointer }: EvidenceLinkProps) {
  const name = recordName(pointer);
  return (
    <button
      class={styles.link}
      type="button"
      title={`Raw record ${pointer.record} of upload ${pointer.upload}`}
      aria-label={`Evidence: record ${pointer.record} of upload ${pointer.upload}`}
      aria-pressed={model.record.value === name}
      onClick={(event) => {
        event.stopPropagation();
        model.record.value = model.record.value === name ? '' : name;
      }}
    >
      <Icon name="record" size={14} />
    </button>
  );
}
