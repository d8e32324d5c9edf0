import type { ScoreRow, ScoreTerm } from '../../../../core/contract/lenses.ts';
import type { RuleCredit } from '../../../../core/contract/rules.ts';
import { zone } from '../../data/preferences.ts';
import { Chip } from '../../parts/chip.tsx';
import { LevelWord } from '../../parts/level.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { riskBand, riskNumber } from '../../parts/risk-band.ts';
import { clockTime, dayOf } from '../../parts/time.ts';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import type { LensModel } from './lens-model.ts';
import styles from './risk-breakdown.module.css';
import { RowHits } from './row-hits.tsx';
import { RowActions } from './row-actions.tsx';
import { scoreSum } from './score-sum.ts';

/** References of a rule that are shown; the rule's own page has all. */
const MAX_REFERENCES = 3;

/** What is said before a term's title. */
const TERM_WORDS: Readonly<Record<ScoreTerm['kind'], string>> = {
  common: 'Common here:',
  age: 'Long ago:',
  meeting: '',
  tactics: '',
  criticality: '',
};

/** Why the number is what it is: rows that sum to it. A chosen row lights its nodes everywhere. */
export function RiskBreakdown({ model }: { readonly model: LensModel }) {
  const { rows, terms, sum, isWhole } = scoreSum(model.detail);
  const { score } = model.detail.lens;
  return (
    <section class={styles.panel} aria-label="Risk">
      <h2 class={styles.heading}>Risk</h2>
      <ul>
        {rows.map((row) => (
          <li key={row.analyzerId}>
            <Row
              row={row}
              share={score > 0 ? row.contribution / score : 0}
              isChosen={model.row.value === row.analyzerId}
              onChoose={(isChosen) =>
                model.choose(isChosen ? { row: row.analyzerId } : { nothing: true })
              }
            />
            {model.row.value === row.analyzerId && row.exception === undefined && (
              <RowHits model={model} row={row} />
            )}
            {model.row.value === row.analyzerId && <RowActions row={row} model={model} />}
          </li>
        ))}
        {terms.map((term) => (
          <li key={`${term.kind} ${term.analyzerId}`}>
            <Term term={term} />
          </li>
        ))}
      </ul>
      <p class={styles.total}>
        <span>Score</span>
        <strong>{riskNumber(score)}</strong>
      </p>
      {!isWhole && (
        <p class={styles.wrong} role="alert">
          The rows sum to {riskNumber(sum)}. That is a fault of the service; please report it.
        </p>
      )}
    </section>
  );
}

/** What counts beside the analyzers. */
function Term({ term }: { readonly term: ScoreTerm }) {
  return (
    <div class={styles.row}>
      <span class={styles.top}>
        <span class={styles.title}>
          {TERM_WORDS[term.kind]} <LogText text={term.title} limit={160} />
        </span>
        <span class={styles.contribution}>
          {term.contribution < 0 ? '−' : '+'}
          {riskNumber(Math.abs(term.contribution))}
        </span>
      </span>
      <span class={styles.why}>
        <LogText text={term.why} limit={400} />
      </span>
    </div>
  );
}

interface RowProps {
  readonly row: ScoreRow;
  readonly share: number;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

function Row({ row, share, isChosen, onChoose }: RowProps) {
  const band = riskBand(row.risk);
  return (
    <button
      class={styles.row}
      type="button"
      aria-pressed={isChosen}
      onClick={() => onChoose(!isChosen)}
    >
      <span class={styles.top}>
        <span class={styles.title}>
          <LogText text={row.title} limit={160} />
        </span>
        <span class={styles.contribution} style={{ color: `var(--risk-${band})` }}>
          +{riskNumber(row.contribution)}
        </span>
      </span>
      <span class={styles.track}>
        <span
          class={styles.bar}
          style={{ width: `${share * 100}%`, background: `var(--risk-${band}-fill)` }}
        />
      </span>
      <span class={styles.why}>
        <LogText text={row.why} limit={400} />
      </span>
      <span class={styles.facts}>
        {row.rule === undefined ? <span>{row.kind}</span> : <LevelWord level={row.rule.level} />}
        <span>{row.hits === 1 ? '1 hit' : `${row.hits} hits`}</span>
        <span>{row.nodes.length === 1 ? '1 node' : `${row.nodes.length} nodes`}</span>
        {row.techniques.map((technique) => (
          <Chip key={technique} kind="code">
            <LogText text={technique} limit={20} />
          </Chip>
        ))}
      </span>
      {row.rule !== undefined && <Credit rule={row.rule} isWhole={isChosen} />}
      <span class={styles.times}>
        <AbsoluteTimestamp at={row.first} />
        {row.last > row.first && (
          <>
            {' – '}
            {dayOf(row.first, zone.value) === dayOf(row.last, zone.value) ? (
              clockTime(row.last, zone.value)
            ) : (
              <AbsoluteTimestamp at={row.last} />
            )}
          </>
        )}
      </span>
    </button>
  );
}

interface CreditProps {
  readonly rule: RuleCredit;
  readonly isWhole: boolean;
}

/** Whose rule it is, which its licence asks to be shown, and, where asked for, what it says. */
function Credit({ rule, isWhole }: CreditProps) {
  const { author, license, description, falsePositives, references } = rule;
  return (
    <span class={styles.credit}>
      <span>
        Sigma rule by <LogText text={author ?? 'an author who is not named'} limit={200} />
        {license !== undefined && (
          <>
            {', '}
            <LogText text={license} limit={60} />
          </>
        )}
      </span>
      {isWhole && description !== undefined && (
        <span>
          <LogText text={description} lines="many" limit={600} />
        </span>
      )}
      {isWhole && falsePositives.length > 0 && (
        <span>
          False positives: <LogText text={falsePositives.join('; ')} limit={400} />
        </span>
      )}
      {isWhole &&
        references.slice(0, MAX_REFERENCES).map((reference) => (
          <span key={reference} class={styles.reference}>
            <LogText text={reference} limit={200} />
          </span>
        ))}
    </span>
  );
}
