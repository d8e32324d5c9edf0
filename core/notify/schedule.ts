import type { NoticeRule } from '../contract/notifications.ts';
import type { LensSummary } from '../contract/lenses.ts';
import { tacticOf } from '../contract/tactics.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** The first wait before another attempt. */
const FIRST_RETRY_MS = 15_000;

/** No wait is longer, so that a receiver that is back hears soon. */
const LONGEST_RETRY_MS = 15 * MINUTE_MS;

/** A receiver that has been away for so long is given up on. */
export const GIVE_UP_MS = 2 * 60 * MINUTE_MS;

/** Whether a rule asks to be told of a lens. */
export function isWanted(
  { minScore, types, tactics }: NoticeRule,
  lens: Pick<LensSummary, 'score' | 'type' | 'techniques'>,
): boolean {
  if (lens.score < minScore) return false;
  if (types.length > 0 && !types.includes(lens.type)) return false;
  if (tactics.length === 0) return true;
  return lens.techniques.some((technique) => {
    const tactic = tacticOf(technique)?.name.toLowerCase();
    return tactics.some((wanted) => wanted.toLowerCase() === tactic);
  });
}

/** When something may be sent: now, or when the quiet hours are over. */
export function sendAt({ quiet }: NoticeRule, now: number): number {
  if (quiet === undefined) return now;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const minute = Math.floor(now / MINUTE_MS) % DAY_MINUTES;
  const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return now;
  const wait = (to - minute + DAY_MINUTES) % DAY_MINUTES;
  return Math.floor(now / MINUTE_MS) * MINUTE_MS + wait * MINUTE_MS;
}

/**
 * When a failed delivery is tried again: after waits that double, spread by chance so that many do
 * not come at once; undefined when it is given up.
 *
 * @param attempts so many have failed, at least one
 * @param first when the first one was made, ms
 * @param chance from 0 to 1
 */
export function retryAt(
  attempts: number,
  first: number,
  now: number,
  chance: number,
): number | undefined {
  const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempts - 1));
  const at = now + Math.round(wait / 2 + (wait / 2) * chance);
  return at - first > GIVE_UP_MS ? undefined : at;
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
