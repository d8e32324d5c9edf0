import type { Assignee } from '../../../../core/contract/lens-life.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { Chip } from '../../parts/chip.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { More } from '../../parts/more.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { RiskMeter } from '../../parts/risk.tsx';
import { TacticStrip } from '../../parts/tactic-strip.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { paths } from '../../routes.ts';
import { LifeChip } from '../triage/life-chip.tsx';
import { assigneeWords, lifeOf } from '../triage/life-words.ts';
import { LensActivity } from './lens-activity.tsx';
import styles from './lens-list.module.css';

/** More would push the row's height; the rest is a number. */
const MAX_ANALYZERS = 2;
const MAX_TECHNIQUES = 1;
const MAX_TAGS = 2;

interface LensRowProps {
  readonly lens: LensSummary;
  readonly assignees: readonly Assignee[];
  /** The event time at which the lines of activity end, ms. */
  readonly until: number;
  /** Among all lenses of the list, from 0. */
  readonly position: number;
  readonly isLast: boolean;
  readonly isSelected: boolean;
  /** Whether the lens is no more what the list is of. */
  readonly isGone: boolean;
  /** @param isRange whether all between the last one that was selected and this are meant */
  readonly onSelect: (isRange: boolean) => void;
  readonly onTag: (tag: string) => void;
  readonly onTechnique: (technique: string) => void;
}

/** One lens of the list. The link covers the row. */
export function LensRow(props: LensRowProps) {
  const { lens, isSelected, isGone } = props;
  const moreAnalyzers = lens.analyzers.slice(MAX_ANALYZERS);
  const moreTechniques = lens.techniques.slice(MAX_TECHNIQUES);
  const life = lifeOf(lens);
  return (
    <div
      class={styles.row}
      role="row"
      data-lens={lens.id}
      data-gone={isGone ? '' : undefined}
      data-last={props.isLast ? '' : undefined}
      aria-rowindex={props.position + 2}
      aria-selected={isSelected}
    >
      <span class={styles.select} role="cell">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={isSelected}
          aria-label={`Select ${visibleText(lens.name, 120)}`}
          onClick={(event) => props.onSelect(event.shiftKey)}
        />
      </span>
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
      <span class={styles.techniques} role="cell">
        <TacticStrip techniques={lens.techniques} />
        <span class={styles.chips}>
          {lens.techniques.slice(0, MAX_TECHNIQUES).map((technique) => (
            <button
              key={technique}
              class={styles.narrow}
              type="button"
              tabIndex={-1}
              title={`Only lenses with ${technique}`}
              onClick={() => props.onTechnique(technique)}
            >
              <Chip kind="code">
                <LogText text={technique} limit={20} />
              </Chip>
            </button>
          ))}
          <More words={moreTechniques} />
        </span>
      </span>
      <span class={styles.life} role="cell">
        <span class={styles.state}>
          <LifeChip life={life} />
          {life.assignee !== undefined && (
            <span class={styles.assignee}>{assigneeWords(life.assignee, props.assignees)}</span>
          )}
        </span>
        <span class={styles.tags}>
          {life.tags.slice(0, MAX_TAGS).map((tag) => (
            <button
              key={tag}
              class={styles.narrow}
              type="button"
              tabIndex={-1}
              title={`Only lenses tagged ${tag}`}
              onClick={() => props.onTag(tag)}
            >
              #{tag}
            </button>
          ))}
          <More words={life.tags.slice(MAX_TAGS)} />
        </span>
      </span>
      <span class={styles.activity} role="cell">
        <LensActivity lens={lens} until={props.until} />
      </span>
      <span class={styles.last} role="cell">
        <RelativeTimestamp at={lens.last} />
        <span class={styles.hits}>{lens.hits === 1 ? '1 hit' : `${lens.hits} hits`}</span>
      </span>
    </div>
  );
}
