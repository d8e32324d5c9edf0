import { describe, expect, test } from 'vitest';
import { detects } from '../oracle/match-both-ways.ts';

const SELECTIONS = `
a:
  A: '1'
b:
  B: '1'
selection_x:
  X: '1'
selection_y:
  Y: '1'
_hidden:
  H: '1'`;

/** The outcome for records in which just these fields are 1. */
function holds(condition: string, ...fields: string[]): boolean {
  const record = Object.fromEntries(fields.map((field) => [field, '1']));
  return detects(`${SELECTIONS}\ncondition: ${condition}`, record);
}

describe('conditions', () => {
  test.each([
    ['a or b', ['B'], true],
    ['a and b', ['B'], false],
    ['a AND b', ['A', 'B'], true],
    ['not a', [], true],
    ['not a and b', ['B'], true],
    ['not a and b', ['A', 'B'], false],
    ['not (a and b)', ['A'], true],
    // `and` binds more strongly than `or`.
    ['a or b and selection_x', ['A'], true],
    ['(a or b) and selection_x', ['A'], false],
    ['not a or b', ['A', 'B'], true],
    ['not not a', ['A'], true],
    ['1 of selection_*', ['Y'], true],
    ['1 of selection_*', ['A'], false],
    ['all of selection_*', ['X', 'Y'], true],
    ['all of selection_*', ['X'], false],
    ['1 of them', ['B'], true],
    ['1 of them', ['H'], false],
    ['all of them', ['A', 'B', 'X', 'Y'], true],
    ['1 of *_x', ['X'], true],
    ['a and not 1 of selection_*', ['A'], true],
    ['a and not 1 of selection_*', ['A', 'X'], false],
    ['_hidden', ['H'], true],
    ['1 of _h*', ['H'], true],
    ['1 of selection_x or a', ['A'], true],
  ])('%s of %j: %s', (condition, fields, expected) => {
    expect(holds(condition, ...fields)).toBe(expected);
  });

  test('a list of conditions is their alternative', () => {
    const detection = `${SELECTIONS}\ncondition:\n  - a\n  - b and selection_x`;
    expect(detects(detection, { A: '1' })).toBe(true);
    expect(detects(detection, { B: '1' })).toBe(false);
    expect(detects(detection, { B: '1', X: '1' })).toBe(true);
  });
});

describe('selections', () => {
  test('a map needs all of its fields, a list of maps one of its maps', () => {
    const map = 's:\n  A: x\n  B: y\ncondition: s';
    expect(detects(map, { A: 'x' })).toBe(false);
    expect(detects(map, { A: 'x', B: 'y' })).toBe(true);
    const list = 's:\n  - A: x\n  - B: y\n    C: z\ncondition: s';
    expect(detects(list, { A: 'x' })).toBe(true);
    expect(detects(list, { B: 'y' })).toBe(false);
    expect(detects(list, { B: 'y', C: 'z' })).toBe(true);
  });

  test('field names ignore case and spaces', () => {
    expect(detects('s:\n  ThreatName: x\ncondition: s', { 'Threat Name': 'x' })).toBe(true);
    expect(detects('s:\n  SAM Account: x\ncondition: s', { samaccount: 'x' })).toBe(true);
  });
});

describe('keywords', () => {
  test('stand anywhere in any value, whatever their case', () => {
    const detection = 's:\n  - EvilService\n  - svchost.exe -n evil\ncondition: s';
    expect(detects(detection, { A: 'x', B: 'the EVILSERVICE started' })).toBe(true);
    expect(detects(detection, { EvilService: 'x' })).toBe(false);
    expect(detects(detection, { A: ['x', 'SVCHOST.exe -N Evil'] })).toBe(true);
  });

  test('all of them may stand in different values', () => {
    const detection =
      "s:\n  '|all':\n    - OabVirtualDirectory\n    - ' -ExternalUrl '\ncondition: s";
    expect(detects(detection, { A: 'OabVirtualDirectory', B: 'x -ExternalUrl y' })).toBe(true);
    expect(detects(detection, { A: 'OabVirtualDirectory' })).toBe(false);
  });

  test('take wildcards, numbers and regular expressions', () => {
    expect(detects("s:\n  - 'a*z'\ncondition: s", { A: '--abcz--' })).toBe(true);
    expect(detects('s:\n  - 4625\ncondition: s', { A: 4625 })).toBe(true);
    expect(detects("s:\n  '|re':\n    - '^x\\d$'\ncondition: s", { A: 'x1' })).toBe(true);
    expect(detects('s:\n  - \u212aelvin\ncondition: s', { A: 'a kelvin' })).toBe(true);
    expect(detects('s:\n  - kelvin\ncondition: s', { A: 'a \u212aelvin' })).toBe(true);
    expect(detects('s:\n  - \u0130stanbul\ncondition: s', { A: 'in \u0130STANBUL' })).toBe(true);
    expect(detects('s:\n  - xi\ncondition: s', { A: 'x\u0130' })).toBe(true);
    expect(detects('s:\n  - x\n  - true\ncondition: s', { A: true })).toBe(true);
  });

  test('can be mixed with maps, and negated', () => {
    expect(detects('s:\n  - word\n  - A: x\ncondition: s', { A: 'x' })).toBe(true);
    expect(detects('s:\n  - word\nf:\n  A: x\ncondition: f and not s', { A: 'x' })).toBe(true);
    expect(
      detects('s:\n  - word\nf:\n  A: x\ncondition: f and not s', { A: 'x', B: 'words' }),
    ).toBe(false);
  });
});
