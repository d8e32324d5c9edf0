import { now } from '../data/clock.ts';
import { liveState, retryNow } from '../data/live.ts';
import { zone } from '../data/preferences.ts';
import { Icon } from '../parts/icon.tsx';
import { clockTime, duration, zoneName } from '../parts/time.ts';
import styles from './stale-banner.module.css';

/** Says that nothing has come since, rather than let an old page pass for a new one. */
export function StaleBanner() {
  const live = liveState.value;
  if (live.state !== 'stale') return null;
  const time = clockTime(live.since, zone.value).slice(0, 8);
  return (
    <div class={styles.banner} role="status">
      <Icon name="warning" />
      <span>
        Live updates stopped at {time} {zoneName(zone.value)}
        {now.value - live.since > 60_000 && `, ${duration(now.value - live.since)} ago`}. The page
        is loading anew every 10 seconds instead.
      </span>
      <button class={styles.retry} type="button" onClick={retryNow}>
        Reconnect now
      </button>
    </div>
  );
}
