import { expect, test } from 'vitest';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import { huntAnalyzer } from '../../web/src/screens/hunt/hunt-analyzer.ts';
import { NEW_ANALYZER, copyOf, idOf } from '../../web/src/screens/analyzers/new-analyzer.ts';

test('what a new analyzer begins with is one, and so is its copy', () => {
  for (const text of [NEW_ANALYZER, copyOf(NEW_ANALYZER)]) {
    const read = parseAnalyzer(text);
    expect(read.ok ? read.analyzer.id : read.faults).toBe(idOf(text));
  }
});

const match = (type: string, property: string, value: string) => ({
  type,
  property,
  value,
  nodes: [],
  isMore: false,
});

test('what was hunted for becomes an analyzer, whatever was typed', () => {
  const matches = [match('process', 'name', 'svchost.exe')];
  for (const text of ['svchost', '*\\temp\\*.exe', "it's: {a} # b", '\u0000', '日本', '- x\n- y']) {
    const read = parseAnalyzer(huntAnalyzer(text, matches));
    expect(read.ok ? [] : read.faults, text).toEqual([]);
  }
});

test('the type and the property that were found most are looked at', () => {
  const text = huntAnalyzer('203.0.113', [
    match('process', 'name', 'x'),
    match('address', 'ip', '203.0.113.1'),
    match('address', 'ip', '203.0.113.2'),
  ]);
  expect(text).toContain('type: address');
  const read = parseAnalyzer(text);
  expect(read.ok ? [] : read.faults).toEqual([]);
});
