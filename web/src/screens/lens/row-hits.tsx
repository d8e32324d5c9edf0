import { useSignal } from '@preact/signals';
import type { LensHit, ScoreRow } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import { EvidenceLink } from './evidence-link.tsx';
import type { LensModel } from './lens-model.ts';
import styles from './row-hits.module.css';

interface RowHitsProps {
  readonly model: LensModel;
  readonly row: ScoreRow;
}

/** The hits behind a row of the score; each opens to the facts that made it. */
export function RowHits({ model, row }: RowHitsProps) {
  const lens = model.detail.lens.id;
  const key = `lens-hits/${lens}/${row.analyzerId}/${row.hits}`;
  const found = useResource(key, (signal) => api.lensHits(lens, row.analyzerId, signal));
  if (found.error.value !== undefined) {
    return (
      <ErrorNote
        error={found.error.value}
        title="Its hits could not be loaded"
        onRetry={() => void found.reload()}
      />
    );
  }
  const answer = found.data.value;
  return (
    <ul class={styles.hits} aria-label="Hits" aria-busy={answer === undefined}>
      {answer?.hits.map((hit) => (
        <HitLine key={hit.id} model={model} hit={hit} />
      ))}
      {answer !== undefined && answer.omitted > 0 && (
        <li class={styles.quiet}>and {answer.omitted.toLocaleString('en')} more</li>
      )}
    </ul>
  );
}

interface HitLineProps {
  readonly model: LensModel;
  readonly hit: LensHit;
}

function HitLine({ model, hit }: HitLineProps) {
  const isOpen = useSignal(false);
  return (
    <li>
      <button
        class={styles.hit}
        type="button"
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        <span>
          <LogText text={hit.title} limit={200} />
        </span>
        <span class={styles.quiet}>
          <AbsoluteTimestamp at={hit.time} />
        </span>
      </button>
      {isOpen.value && <Facts model={model} id={hit.id} />}
    </li>
  );
}

function Facts({ model, id }: { readonly model: LensModel; readonly id: string }) {
  const hit = useResource(`hit/${id}`, (signal) => api.hit(id, signal));
  if (hit.error.value !== undefined) {
    return <ErrorNote error={hit.error.value} title="Its facts could not be loaded" />;
  }
  const facts = hit.data.value?.facts;
  return (
    <ol class={styles.facts} aria-label="Facts" aria-busy={facts === undefined}>
      {facts?.map(({ subject, predicate, object, evidence }, index) => (
        <li key={index} class={styles.fact}>
          <span>
            <LogText text={subject} limit={120} />{' '}
            <span class={styles.predicate}>{predicate.replaceAll('_', ' ')}</span>{' '}
            <LogText text={object} limit={200} />
          </span>
          <EvidenceLink model={model} pointer={evidence} />
        </li>
      ))}
      {facts?.length === 0 && <li class={styles.quiet}>It does not hold any more.</li>}
    </ol>
  );
}
