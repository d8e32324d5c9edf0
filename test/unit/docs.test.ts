import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import { docPages, snippets } from '../doc-pages.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ofLanguage = (...names: string[]) =>
  snippets.filter(({ language }) => names.includes(language.split(' ')[0] ?? ''));

test('links lead to files and headings that there are', () => {
  const broken = docPages.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      const [file = '', heading] = target.split('#');
      const at = file === '' ? name : path.join(path.dirname(name), file);
      if (!existsSync(path.join(ROOT, at))) return [`${name}: ${target}`];
      if (heading === undefined || !at.endsWith('.md')) return [];
      return headingsOf(at).has(heading) ? [] : [`${name}: ${target}`];
    }),
  );
  expect(broken).toEqual([]);
});

test('commands of npm are there', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const missing = docPages.flatMap(({ name, text }) =>
    [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)]
      .filter(([, script = '']) => !(script in scripts))
      .map(([command]) => `${name}: ${command}`),
  );
  expect(missing).toEqual([]);
});

test.each(ofLanguage('json', 'jsonl').map((one, number) => ({ ...one, number })))(
  'JSON of $page is JSON ($number)',
  ({ text }) => {
    const whole = isJson(text);
    const lines = text.trim().split('\n').every(isJson);
    expect(whole || lines, text).toBe(true);
  },
);

test.each(ofLanguage('yaml', 'yml').map((one, number) => ({ ...one, number })))(
  'YAML of $page is YAML, and an analyzer where it says so ($number)',
  ({ text }) => {
    const value = parseYaml(text) as unknown;
    expect(value).toBeDefined();
    const isAnalyzer =
      typeof value === 'object' &&
      value !== null &&
      'nodes' in value &&
      'lens' in value &&
      'id' in value;
    if (!isAnalyzer) return;
    const read = parseAnalyzer(text);
    expect(read.ok ? [] : read.faults).toEqual([]);
  },
);

/** Whether it does what the page says is tested by test/e2e/docs.test.ts. */
test.each(ofLanguage('sh', 'bash').map((one, number) => ({ ...one, number })))(
  'shell of $page is shell ($number)',
  ({ text }) => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  },
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // What it is then, is told by who asked.
  }
}

/** The names by which GitHub links to headings. */
function headingsOf(name: string): Set<string> {
  const text = readFileSync(path.join(ROOT, name), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
  return new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
