import { useQuerySignal } from '../../data/query-signal.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { paths } from '../../routes.ts';
import { LiveLadder } from './live-ladder.tsx';
import { NameSource } from './name-source.tsx';
import { SendLogs } from './send-logs.tsx';
import styles from './welcome.module.css';

/** From nothing to the first lens: name a source, send to it, watch it arrive. */
export function Welcome() {
  const source = useQuerySignal('source');
  return (
    <>
      <ScreenTitle title="Send your first logs">
        <a class={styles.later} href={paths.lenses}>
          Skip for now
        </a>
      </ScreenTitle>
      <div class={styles.columns}>
        {source.value === '' ? (
          <NameSource onCreated={(id) => (source.value = id)} />
        ) : (
          <SendLogs sourceId={source.value} />
        )}
        <LiveLadder sourceId={source.value} />
      </div>
    </>
  );
}
