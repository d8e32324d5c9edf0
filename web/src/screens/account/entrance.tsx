import type { ComponentChildren } from 'preact';
import { Wordmark } from '../../parts/wordmark.tsx';
import { useDocumentTitle } from '../../shell/screen-title.tsx';
import styles from './entrance.module.css';
import { Story } from './story.tsx';

interface EntranceProps {
  readonly title: string;
  readonly lead: string;
  readonly children: ComponentChildren;
}

/** The page before a session: a form, and beside it what the product is about. */
export function Entrance({ title, lead, children }: EntranceProps) {
  useDocumentTitle(title);
  return (
    <main class={styles.page}>
      <div class={styles.form}>
        <div class={styles.inner}>
          <Wordmark />
          <div>
            <h1 class={styles.title}>{title}</h1>
            <p class={styles.lead}>{lead}</p>
          </div>
          {children}
        </div>
      </div>
      <aside class={styles.aside} aria-label="What Grapnel does">
        <Story />
      </aside>
    </main>
  );
}
