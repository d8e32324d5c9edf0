import { expect, test } from 'vitest';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import { NEW_ANALYZER, copyOf, idOf } from '../../web/src/screens/analyzers/new-analyzer.ts';

test('what a new analyzer begins with is one, and so is its copy', () => {
  for (const text of [NEW_ANALYZER, copyOf(NEW_ANALYZER)]) {
    const read = parseAnalyzer(text);
    expect(read.ok ? read.analyzer.id : read.faults).toBe(idOf(text));
  }
});
