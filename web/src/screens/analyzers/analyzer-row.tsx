import type { RuleState } from '../../../../core/contract/rules.ts';
import { Chip } from '../../parts/chip.tsx';
import { LevelWord } from '../../parts/level.tsx';
import { LogText } from '../../parts/log-text.tsx';
import type { AnalyzerItem } from './analyzer-items.ts';
import styles from './analyzers.module.css';
import { StateSelect } from './state-select.tsx';

/** More would push the row's height. */
const MAX_TECHNIQUES = 2;

interface AnalyzerRowProps {
  readonly item: AnalyzerItem;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onSet: (state: RuleState | null) => void;
}

/** One analyzer of the list. Its title opens it. */
export function AnalyzerRow({ item, isChosen, onChoose, onSet }: AnalyzerRowProps) {
  const more = item.techniques.slice(MAX_TECHNIQUES);
  return (
    <div class={styles.row} role="row" aria-selected={isChosen} data-state={item.state}>
      <span class={styles.stateCell} role="cell">
        <StateSelect item={item} onSet={onSet} />
      </span>
      <span class={styles.words} role="cell">
        <button class={styles.title} type="button" aria-expanded={isChosen} onClick={onChoose}>
          <LogText text={item.title} limit={160} />
        </button>
        <span class={styles.about}>
          {item.stopped !== undefined && <span class={styles.refused}>stopped · </span>}
          <LogText text={item.about} limit={160} />
        </span>
      </span>
      <span class={styles.level} role="cell">
        <LevelWord level={item.level} />
      </span>
      <span class={styles.techniques} role="cell">
        {item.techniques.slice(0, MAX_TECHNIQUES).map((technique) => (
          <Chip key={technique} kind="code">
            <LogText text={technique} limit={20} />
          </Chip>
        ))}
        {more.length > 0 && (
          <span class={styles.quiet} title={more.join('\n')}>
            +{more.length}
          </span>
        )}
      </span>
      <span class={styles.pack} role="cell">
        <LogText text={item.pack} limit={60} />
      </span>
      <span class={styles.hits} role="cell" data-some={item.hits > 0 ? '' : undefined}>
        {item.hits.toLocaleString('en')}
      </span>
    </div>
  );
}
