import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { visibleText } from '../parts/visible-text.ts';
import styles from './screen-title.module.css';

interface ScreenTitleProps {
  readonly title: string;
  readonly count?: number | undefined;
  /** What stands at the end of the line: a filter, a button. */
  readonly children?: ComponentChildren;
}

/** The line on top of a screen; its title is the document's, too. */
export function ScreenTitle({ title, count, children }: ScreenTitleProps) {
  useDocumentTitle(title);
  return (
    <header class={styles.line}>
      <h1 class={styles.title}>
        {title}
        {count !== undefined && <span class={styles.count}>{count.toLocaleString('en')}</span>}
      </h1>
      <div class={styles.rest}>{children}</div>
    </header>
  );
}

/** Names the document; names from logs are made visible here as everywhere. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${visibleText(title, 60)} · Grapnel`;
  }, [title]);
}
