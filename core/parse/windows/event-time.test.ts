import { expect, test } from 'vitest';
import { eventTime } from './event-time.ts';
import type { WindowsEvent } from './windows-event.ts';

const SENSED = Date.UTC(2024, 2, 1, 10, 0, 0);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function event(eventId: number, logged: number | undefined, sensed = true): WindowsEvent {
  return {
    provider: 'Microsoft-Windows-Sysmon',
    channel: undefined,
    eventId,
    computer: 'h',
    loggedAt: () => logged,
    processId: undefined,
    userSid: undefined,
    data: sensed ? { UtcTime: '2024-03-01 10:00:00.000' } : {},
  };
}

test.each([
  ['an event happened when the sensor says', event(1, SENSED + 3_000), SENSED],
  ['without a sensor’s time, when it was logged', event(1, SENSED, false), SENSED],
  ['a connection, when it was logged', event(3, SENSED + 90_000), SENSED + 90_000],
  ['a look-up, when it was logged', event(22, SENSED + 2 * DAY + 7_000), SENSED + 2 * DAY + 7_000],
  ['a connection without a time of logging', event(3, undefined), SENSED],
  ['a connection in a log with its host’s time', event(3, SENSED - 7 * HOUR + 400), SENSED],
  ['the same of a zone with half an hour', event(3, SENSED + 5.5 * HOUR + 400), SENSED],
  ['no time at all', event(3, undefined, false), undefined],
])('%s', (_, given, expected) => {
  expect(eventTime(given)).toBe(expected);
});
