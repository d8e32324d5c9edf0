import { now } from '../data/clock.ts';
import { zone } from '../data/preferences.ts';
import { absoluteTime, relativeTime, zoneName } from './time.ts';

interface TimestampProps {
  readonly at: number;
  readonly class?: string | undefined;
}

/** `4 min ago`; the absolute time is in its title. */
export function RelativeTimestamp({ at, class: name }: TimestampProps) {
  const absolute = `${absoluteTime(at, zone.value)} ${zoneName(zone.value, at)}`;
  return (
    <time class={name} dateTime={absoluteTime(at, 'utc')} title={absolute}>
      {relativeTime(at, now.value)}
    </time>
  );
}

/** `2026-11-24 09:41:07.312`, on the clock that the reader chose. */
export function AbsoluteTimestamp({ at, class: name }: TimestampProps) {
  return (
    <time class={name} dateTime={absoluteTime(at, 'utc')} title={relativeTime(at, now.value)}>
      {absoluteTime(at, zone.value)}
    </time>
  );
}
