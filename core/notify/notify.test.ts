import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { NoticeRule } from '../contract/notifications.ts';
import { noticeId, noticeMail, noticeRequest } from './message.ts';
import type { HttpChannel } from './message.ts';
import { stopNotice } from './notice.ts';
import type { LensNotice } from './notice.ts';
import { GIVE_UP_MS, isWanted, retryAt, sendAt } from './schedule.ts';

const RULE: NoticeRule = { minScore: 50, types: [], tactics: [], stoppedAnalyzers: true };
const NOTICE: LensNotice = {
  lens: '01ab',
  type: 'asset',
  name: 'WS-1\u202e<!channel>\nx',
  score: 85,
  why: 'a.exe → b.exe',
  analyzers: ['A'],
  techniques: ['T1003'],
  reason: 'reached 50',
};
const BASE = { id: 'c', name: 'n', rule: RULE, secret: 's3cret', origin: 'https://g.example' };

test('a rule asks for a score, a type and a tactic', () => {
  const lens = { score: 60, type: 'asset', techniques: ['T1003.001'] };
  expect(isWanted(RULE, lens)).toBe(true);
  expect(isWanted({ ...RULE, minScore: 61 }, lens)).toBe(false);
  expect(isWanted({ ...RULE, types: ['user'] }, lens)).toBe(false);
  expect(isWanted({ ...RULE, tactics: ['credential access'] }, lens)).toBe(true);
  expect(isWanted({ ...RULE, tactics: ['Impact'] }, lens)).toBe(false);
});

const at = (hours: number, minutes = 0) => Date.UTC(2026, 0, 2, hours, minutes, 7);

test('quiet hours end at their end, over midnight too', () => {
  const rule = { ...RULE, quiet: { from: '22:00', to: '06:30' } };
  expect(sendAt(rule, at(21, 59))).toBe(at(21, 59));
  expect(sendAt(rule, at(23))).toBe(Date.UTC(2026, 0, 3, 6, 30));
  expect(sendAt(rule, at(3))).toBe(Date.UTC(2026, 0, 2, 6, 30));
  expect(sendAt(rule, at(6, 30))).toBe(at(6, 30));
});

test('a receiver that is away is tried for over an hour, at growing distances, then given up', () => {
  for (const chance of [0, 1]) {
    const times: number[] = [0];
    for (;;) {
      const now = times.at(-1) ?? 0;
      const next = retryAt(times.length, 0, now, chance);
      if (next === undefined) break;
      times.push(next);
    }
    expect(times.at(-1)).toBeGreaterThan(3_600_000);
    expect(times.at(-1)).toBeLessThanOrEqual(GIVE_UP_MS);
    expect(times.length).toBeGreaterThan(10);
  }
});

test('a webhook is signed over its time and body', () => {
  const channel: HttpChannel = { ...BASE, kind: 'webhook', url: 'https://h.example/x' };
  const { headers, body } = noticeRequest(channel, 'id', NOTICE, 1_700_000_000_999);
  const mac = createHmac('sha256', 's3cret').update(`1700000000.${body}`).digest('hex');
  expect(headers['grapnel-signature']).toBe(`t=1700000000,v1=${mac}`);
  expect(JSON.parse(body)).toMatchObject({ id: 'id', link: 'https://g.example/lenses/01ab' });
});

test('what logs say is text for Slack, and one line', () => {
  const channel: HttpChannel = { ...BASE, kind: 'slack', url: 'https://hooks.example/x' };
  const { text } = JSON.parse(noticeRequest(channel, 'id', NOTICE, 0).body) as { text: string };
  expect(text.split('\n')).toEqual([
    'WS-1\uFFFD&lt;!channel&gt;\uFFFDx: risk 85, reached 50',
    'a.exe → b.exe',
    'https://g.example/lenses/01ab',
  ]);
});

test('PagerDuty gets an event of version 2 that is the same for every attempt', () => {
  const channel: HttpChannel = { ...BASE, kind: 'pagerduty', routingKey: 'r'.repeat(32) };
  const id = noticeId('c', '01ab', 'score');
  expect(noticeId('c', '01ab', 'score')).toBe(id);
  expect(noticeId('c', '01ab', 'reopened 1')).not.toBe(id);
  expect(JSON.parse(noticeRequest(channel, id, NOTICE, 0).body)).toMatchObject({
    routing_key: 'r'.repeat(32),
    event_action: 'trigger',
    dedup_key: id,
    payload: { severity: 'error', timestamp: '1970-01-01T00:00:00.000Z' },
  });
});

test('a mail is one subject and text, in which logs end no line', () => {
  const channel = { ...BASE, kind: 'email' as const, to: 'ada@example.com' };
  const { to, subject, text } = noticeMail(channel, {
    ...NOTICE,
    why: 'a\r\nhttps://evil.example',
  });
  expect(to).toBe('ada@example.com');
  expect(subject).toBe('WS-1\uFFFD<!channel>\uFFFDx: risk 85, reached 50');
  expect(text.split('\n')).toEqual([
    'asset WS-1\uFFFD<!channel>\uFFFDx: risk 85, reached 50',
    '',
    'a\uFFFD\uFFFDhttps://evil.example',
    '',
    'Analyzers: A',
    'ATT&CK: T1003',
    '',
    'https://g.example/lenses/01ab',
    '',
    'You are told of this by the channel n of Grapnel.',
  ]);
});

const STOP = stopNotice('a/b', 'Tool\n<!channel> x', 'hits', 1_700_000_000_000);
const STOP_LINK = 'https://g.example/analyzers?analyzer=a%2Fb';
const STOP_WHY = 'Stopped at 2023-11-14T22:13:20.000Z: it made more hits in an hour than it may.';

test('a stopped analyzer is told with its title, why, since when, and where it is', () => {
  const webhook: HttpChannel = { ...BASE, kind: 'webhook', url: 'https://h.example/x' };
  expect(JSON.parse(noticeRequest(webhook, 'id', STOP, 7).body)).toEqual({
    id: 'id',
    at: 7,
    analyzer: 'a/b',
    title: 'Tool\n<!channel> x',
    since: 1_700_000_000_000,
    reason: 'it made more hits in an hour than it may',
    link: STOP_LINK,
  });
  const slack: HttpChannel = { ...BASE, kind: 'slack', url: 'https://hooks.example/x' };
  const { text } = JSON.parse(noticeRequest(slack, 'id', STOP, 0).body) as { text: string };
  const [first, why, link] = text.split('\n');
  expect(first).toBe('Analyzer stopped: Tool\uFFFD&lt;!channel&gt; x');
  expect(why).toContain(STOP_WHY);
  expect(link).toBe(STOP_LINK);
  const pager: HttpChannel = { ...BASE, kind: 'pagerduty', routingKey: 'r'.repeat(32) };
  expect(JSON.parse(noticeRequest(pager, 'id', STOP, 0).body)).toMatchObject({
    payload: { severity: 'warning', source: 'Tool\uFFFD<!channel> x' },
    links: [{ href: STOP_LINK, text: 'The analyzer in Grapnel' }],
  });
  const mail = noticeMail({ ...BASE, kind: 'email', to: 'ada@example.com' }, STOP);
  expect(mail.subject).toBe('Analyzer stopped: Tool\uFFFD<!channel> x');
  expect(mail.text.split('\n\n').slice(1, 2)).toEqual([STOP_WHY]);
  expect(mail.text).toContain(`\n${STOP_LINK}\n`);
});
