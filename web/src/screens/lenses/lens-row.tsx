import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { Chip } from '../../parts/chip.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { RiskMeter } from '../../parts/risk.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import styles from './lens-list.module.css';

/** More would push the row's height; the rest is a number. */
const MAX_ANALYZERS = 2;
const MAX_TECHNIQUES = 2;

/** One lens of the list. The link covers the row. */
export function LensRow({ lens }: { readonly lens: LensSummary }) {
  const moreAnalyzers = lens.analyzers.slice(MAX_ANALYZERS);
  const moreTechniques = lens.techniques.slice(MAX_TECHNIQUES);
  return (
    <div class={styles.row} role="row">
      <span class={styles.risk} role="cell">
        <RiskMeter risk={lens.score} />
      </span>
      <span class={styles.entity} role="cell">
        <NodeIcon type={lens.type} />
        <span class={styles.words}>
          <a class={styles.link} href={paths.lens(lens.id)}>
            <LogText text={lens.name} limit={120} />
          </a>
          <span class={styles.why}>
            <LogText text={lens.why} limit={300} />
          </span>
        </span>
      </span>
      <span class={styles.chips} role="cell">
        {lens.analyzers.slice(0, MAX_ANALYZERS).map((analyzer) => (
          <Chip key={analyzer.id} title={analyzer.title}>
            <LogText text={analyzer.title} limit={80} />
          </Chip>
        ))}
        <More words={moreAnalyzers.map((analyzer) => analyzer.title)} />
      </span>
      <span class={`${styles.chips} ${styles.techniques}`} role="cell">
        {lens.techniques.slice(0, MAX_TECHNIQUES).map((technique) => (
          <Chip key={technique} kind="code">
            <LogText text={technique} limit={20} />
          </Chip>
        ))}
        <More words={moreTechniques} />
      </span>
      <span class={styles.last} role="cell">
        <RelativeTimestamp at={lens.last} />
        <span class={styles.hits}>{lens.hits === 1 ? '1 hit' : `${lens.hits} hits`}</span>
      </span>
    </div>
  );
}

/** `+3`, and which in the title. */
function More({ words }: { readonly words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <span class={styles.more} title={words.join('\n')}>
      +{words.length}
    </span>
  );
}
