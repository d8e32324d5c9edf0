import type { ExceptionPreview } from '../../../../core/contract/exceptions.ts';
import { LogText } from '../../parts/log-text.tsx';
import { counted } from '../../parts/plural.ts';
import { riskNumber } from '../../parts/risk-band.ts';
import styles from './exceptions.module.css';

/** What an exception would do; undefined while that is being asked. */
export function PreviewView({ preview }: { readonly preview: ExceptionPreview | undefined }) {
  if (preview === undefined) {
    return (
      <p class={styles.preview} role="status">
        Seeing what it would do …
      </p>
    );
  }
  const { hits, lenses, moreLenses, examples, isPartial } = preview;
  const lost = lenses.filter(({ isTruePositive }) => isTruePositive);
  const all = lenses.length + moreLenses;
  return (
    <section class={styles.preview} aria-label="What it would do">
      <p role="status">
        {hits === 0
          ? 'It covers no hit that there is now.'
          : `${counted(hits, 'hit')} would not count; ${counted(all, 'lens')} would change.`}
      </p>
      {isPartial && <p>Only the first ten thousand hits of the analyzer were looked at.</p>}
      {lost.length > 0 && (
        <p class={styles.warning} role="alert">
          {counted(lost.length, 'lens')} of these had been closed as true positive.
        </p>
      )}
      {lenses.length > 0 && (
        <ul class={styles.effects} aria-label="Lenses">
          {lenses.map(({ id, name, before, after, isTruePositive }) => (
            <li key={id} class={styles.effect}>
              <span class={styles.effectName}>
                <LogText text={name} limit={60} />
                {isTruePositive && <em class={styles.lost}> true positive</em>}
              </span>
              <span>
                {riskNumber(before)} → {after === 0 ? 'gone' : riskNumber(after)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {examples.length > 0 && (
        <p class={styles.examples}>
          Such as <LogText text={examples.slice(0, 3).join('; ')} limit={240} />
        </p>
      )}
    </section>
  );
}
