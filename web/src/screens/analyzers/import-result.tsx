import type { RuleFault, RuleImport, RuleName } from '../../../../core/contract/rules.ts';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import styles from './import-dialog.module.css';

/** Faults and rules that are listed; all are counted. */
const MAX_LISTED = 200;

/** What an import changed, and what was refused, with the place and the way to put it right. */
export function ImportResult({ result }: { readonly result: RuleImport }) {
  const { pack, added, changed, removed, unchanged, rejected, warnings, kept } = result;
  return (
    <>
      <p class={styles.lead}>
        <strong>
          <LogText text={pack.name} limit={80} />
        </strong>{' '}
        has {pack.rules.toLocaleString('en')} rules now.
      </p>
      <ul class={styles.counts}>
        <Count word="added" count={added.length} />
        <Count word="changed" count={changed.length} />
        <Count word="removed" count={removed.length} />
        <Count word="unchanged" count={unchanged} />
        {kept.length > 0 && <Count word="kept as your own" count={kept.length} />}
        <Count word="refused" count={pack.rejected} isBad />
      </ul>
      <Faults title="Refused" faults={rejected} isOpen />
      <Rules
        title="Changed in the pack, where your own version holds"
        rules={kept.filter(({ isChanged }) => isChanged)}
      />
      <Rules
        title="Unchanged, where your own version holds"
        rules={kept.filter(({ isChanged }) => !isChanged)}
      />
      <Rules title="Changed" rules={changed} />
      <Rules title="Removed" rules={removed} />
      <Rules title="Added" rules={added} />
      <Faults title="Warnings" faults={warnings} />
    </>
  );
}

interface CountProps {
  readonly word: string;
  readonly count: number;
  readonly isBad?: boolean;
}

function Count({ word, count, isBad = false }: CountProps) {
  return (
    <li class={styles.count} data-bad={isBad && count > 0 ? '' : undefined}>
      <strong>{count.toLocaleString('en')}</strong> {word}
    </li>
  );
}

interface FaultsProps {
  readonly title: string;
  readonly faults: readonly RuleFault[];
  readonly isOpen?: boolean;
}

function Faults({ title, faults, isOpen = false }: FaultsProps) {
  if (faults.length === 0) return null;
  return (
    <Listing title={title} count={faults.length} isOpen={isOpen}>
      {faults.slice(0, MAX_LISTED).map((fault, at) => (
        <li key={at} class={styles.fault}>
          <code class={styles.place}>
            <LogText text={placeOf(fault)} limit={160} />
          </code>
          <span>
            <LogText text={fault.message} limit={400} />
            {fault.fix !== undefined && (
              <span class={styles.fix}>
                {' — '}
                <LogText text={fault.fix} limit={300} />
              </span>
            )}
          </span>
        </li>
      ))}
    </Listing>
  );
}

function Rules({ title, rules }: { readonly title: string; readonly rules: readonly RuleName[] }) {
  if (rules.length === 0) return null;
  return (
    <Listing title={title} count={rules.length}>
      {rules.slice(0, MAX_LISTED).map((rule) => (
        <li key={rule.id} class={styles.rule}>
          <LogText text={rule.title} limit={160} />
        </li>
      ))}
    </Listing>
  );
}

interface ListingProps {
  readonly title: string;
  readonly count: number;
  readonly isOpen?: boolean;
  readonly children: preact.ComponentChildren;
}

function Listing({ title, count, isOpen = false, children }: ListingProps) {
  return (
    <details class={styles.listing} open={isOpen}>
      <summary class={styles.summary}>
        <Icon name="right" size={12} />
        {title}
        <span class={styles.number}>{count.toLocaleString('en')}</span>
      </summary>
      <ul class={styles.list}>{children}</ul>
      {count > MAX_LISTED && (
        <p class={styles.rest}>and {(count - MAX_LISTED).toLocaleString('en')} more</p>
      )}
    </details>
  );
}

function placeOf({ path, line, column }: RuleFault): string {
  return line === 0 ? path : `${path}:${line}:${column}`;
}
