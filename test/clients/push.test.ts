import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../e2e/command.ts';
import { EVENT, receiver } from './receiver.ts';

const FLOW =
  '123456789012 eni-1 10.0.0.1 10.0.0.2 49152 443 6 10 840 1767323045 1767323105 ACCEPT OK';
const COLUMNS =
  'account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

test('push sends tables in parts that each name their columns, and resumes where it stopped', async () => {
  const receiving = await receiver('push');
  const folder = mkdtempSync(path.join(tmpdir(), 'grapnel-push-'));
  const rows = Array.from({ length: 25 }, (_, n) => FLOW.replace('10.0.0.2', `10.0.1.${n}`));
  writeFileSync(path.join(folder, 'flows.log'), `${COLUMNS}\n${rows.join('\n')}\n`);
  const lines = Array.from({ length: 5 }, (_, n) => JSON.stringify({ ...EVENT, n }));
  writeFileSync(path.join(folder, 'events.jsonl'), lines.join('\n'));
  const args = ['--url', receiving.url.href, '--token', receiving.token, '--batch', '10', folder];
  const first = await runCommand('cli/push.ts', args);
  expect(first.stderr).toContain('30 records sent');
  expect(first.status).toBe(0);
  expect(await receiving.received(30)).toMatchObject({ received: 30, accepted: 25, ignored: 5 });
  const second = await runCommand('cli/push.ts', args);
  expect(second.stderr).toContain('0 records sent');
  rmSync(folder, { recursive: true });
});
