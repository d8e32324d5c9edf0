import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { recordTexts } from './record-texts.ts';
import { loadRuleFiles } from './load-rules.ts';
import type { LoadedRules } from './load-rules.ts';
import { compileRules, loadRules } from '../../core/detect/sigma/compiled-form.ts';
import { SigmaEngine } from '../../core/detect/sigma/engine/engine.ts';
import { matchSet } from '../../core/detect/sigma/oracle/match-both-ways.ts';
import { NO_CONTEXT } from '../../core/parse/parse-context.ts';
import { recogniseText } from '../../core/parse/parse.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CORPUS = process.env['GRAPNEL_CORPUS'] ?? path.join(ROOT, '../shared/corpus');

/** One record of so many is matched both ways; set GRAPNEL_CORPUS_STEP=1 for all of them. */
const STEP = Number(process.env['GRAPNEL_CORPUS_STEP'] ?? 400);

const isPresent = existsSync(path.join(CORPUS, 'sigma'));
const title = isPresent
  ? 'the corpus'
  : 'the corpus (skipped: GRAPNEL_CORPUS or ../shared/corpus is absent)';

describe.skipIf(!isPresent)(title, () => {
  let rules: LoadedRules;
  beforeAll(() => {
    rules = loadRuleFiles([
      path.join(CORPUS, 'sigma/sigma-rules.tar.gz'),
      path.join(CORPUS, 'sigma/sigma-rules-extra.tar.gz'),
    ]);
  }, 120_000);

  test('every public rule loads', () => {
    expect(rules.rejected).toEqual([]);
    expect(rules.loaded).toBeGreaterThan(3000);
  });

  test('the examples of the specification load', () => {
    const examples = path.join(CORPUS, 'sigma/spec-tests/schema');
    // Its correlations refer to rules that are not among them, and two examples share an id.
    const wrong = loadRuleFiles([examples]).rejected.filter(
      ({ reason }) => !/there is no rule with the id or name|is taken by/.test(reason),
    );
    expect(wrong).toEqual([]);
  });

  test('every regression sample is matched by its rule', () => {
    const engine = new SigmaEngine(rules.set);
    const files = globSync('**/*.json', { cwd: path.join(CORPUS, 'sigma-regression') });
    const missed = files.filter((file) => {
      const bytes = readFileSync(path.join(CORPUS, 'sigma-regression', file));
      return !recordsOf(bytes).some((record) => {
        const matched = matchSet(rules.set.events, engine, record);
        return matched.some((one) =>
          rules.set.events.some(
            (rule) => rule.title === one && rule.id === path.basename(file, '.json'),
          ),
        );
      });
    });
    expect(missed).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  });

  test('the compiled form holds the same rules', () => {
    const again = loadRules(compileRules(rules.set));
    expect(JSON.stringify(again?.events)).toBe(JSON.stringify(rules.set.events));
  });

  test(`the engine and the plain evaluator agree on one record of ${STEP}`, () => {
    const engine = new SigmaEngine(rules.set);
    let count = 0;
    let compared = 0;
    for (const file of globSync('**/*.{jsonl,jsonl.gz,json.gz}', { cwd: CORPUS })) {
      const bytes = readFileSync(path.join(CORPUS, file));
      const unpacked = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      for (const record of recordsOf(unpacked, () => count++ % STEP === 0)) {
        matchSet(rules.set.events, engine, record);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(500);
  });
});

function recordsOf(bytes: Uint8Array, take: () => boolean = () => true) {
  return recordTexts(bytes).flatMap((text) =>
    take() ? (recogniseText(text, NO_CONTEXT).log() ?? []) : [],
  );
}
