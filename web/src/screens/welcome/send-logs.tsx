import { useSignal } from '@preact/signals';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../routes.ts';
import { newToken } from './new-token.ts';
import { snippets } from './snippets.ts';
import { ScrollRoom } from '../../parts/scroll-room.tsx';
import styles from './welcome.module.css';

/** What stands in a snippet when the token can no longer be shown. */
const LOST_TOKEN = 'YOUR_TOKEN';

/** The second step: the token, this once, and commands that have it in them. */
export function SendLogs({ sourceId }: { readonly sourceId: string }) {
  const made = newToken.value;
  const token = made?.sourceId === sourceId ? made.token : undefined;
  const all = snippets(location.origin, token ?? LOST_TOKEN);
  const name = useSignal(all[0]?.name ?? 'ndjson');
  const snippet = all.find((candidate) => candidate.name === name.value) ?? all[0];
  if (snippet === undefined) return null;
  return (
    <section class={styles.send} aria-label="Send logs">
      {token === undefined ? (
        <div class={styles.lost}>
          <Icon name="warning" />
          <p>
            The token of this source was shown once, when it was made. If it is lost,{' '}
            <a href={paths.welcome}>make a new source</a>.
          </p>
        </div>
      ) : (
        <div class={styles.token}>
          <div>
            <h2>Ingest token</h2>
            <p class={styles.once}>
              Shown this once. It is already in the commands below; keep a copy somewhere safe.
            </p>
          </div>
          <div class={styles.secret}>
            <code>{token}</code>
            <CopyButton compact text={token} label="Copy the token" />
          </div>
        </div>
      )}
      <div class={styles.snippet}>
        <div class={styles.snippetTabs}>
          <Tabs
            label="Ways to send"
            tabs={all}
            selected={snippet.name}
            panel="snippet"
            onSelect={(chosen) => (name.value = chosen)}
          />
          <CopyButton text={snippet.code} label="Copy" />
        </div>
        <div id="snippet" role="tabpanel" aria-labelledby={`tab-${snippet.name}`}>
          <p class={styles.about}>{snippet.about}</p>
          <ScrollRoom as="pre" label="What to run" class={styles.code}>
            <code>{snippet.code}</code>
          </ScrollRoom>
        </div>
      </div>
    </section>
  );
}
