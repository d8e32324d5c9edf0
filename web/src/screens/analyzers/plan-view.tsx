import type { PlannedPart, PlannedSearch } from '../../../../core/contract/analyzers.ts';
import { LogText } from '../../parts/log-text.tsx';
import styles from './editor.module.css';

/** How an analyzer is matched: what a new fact sets off, and what is looked for then. */
export function PlanView({ parts }: { readonly parts: readonly PlannedPart[] }) {
  if (parts.length === 0) return <p class={styles.quiet}>A text without faults has a plan.</p>;
  return (
    <>
      {parts.map((part, index) => (
        <section key={index} class={styles.plan}>
          {parts.length > 1 && <h3>On host {index + 1}</h3>}
          <p class={styles.quiet}>
            <LogText text={part.nodes.join(' · ')} limit={1_000} />
          </p>
          <Searches title="What completes it, and what is looked for then" searches={part.starts} />
          <Searches title="What else has it looked at again" searches={part.ways} />
        </section>
      ))}
    </>
  );
}

interface SearchesProps {
  readonly title: string;
  readonly searches: readonly PlannedSearch[];
}

function Searches({ title, searches }: SearchesProps) {
  if (searches.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ol class={styles.searches}>
        {searches.map(({ predicates, known, steps }, index) => (
          <li key={index}>
            <code>
              <LogText text={predicates.join(', ')} limit={200} />
            </code>
            <ul>
              {[...known.map((one) => `at ${one}`), ...steps].map((line, at) => (
                <li key={at}>
                  <LogText text={line} limit={400} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}
