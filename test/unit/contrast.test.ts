import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const TOKENS = path.join(import.meta.dirname, '../../web/src/styles/tokens.css');

const css = readFileSync(TOKENS, 'utf8');

/** Token name to its colours, light and dark. */
const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

/** Text and what it stands on. WCAG 2.2 AA asks for 4.5. */
const TEXT: readonly (readonly [string, string])[] = [
  ...['text', 'text-2', 'text-3', 'accent'].flatMap((text) =>
    ['canvas', 'surface', 'raised', 'hover', 'sunken'].map((ground) => [text, ground] as const),
  ),
  ...['critical', 'high', 'medium', 'low', 'none'].flatMap((band) => [
    [`risk-${band}`, `risk-${band}-soft`] as const,
    [`risk-${band}`, 'surface'] as const,
  ]),
  ...['process', 'file', 'address', 'connection', 'user', 'asset', 'other'].map(
    (type) => [`type-${type}`, `type-${type}-soft`] as const,
  ),
  ['text', 'accent-soft'],
  ['text-2', 'accent-soft'],
  ['text-3', 'accent-soft'],
  ['accent', 'accent-soft'],
  ['text', 'risk-critical-soft'],
  ['text-2', 'risk-none-soft'],
  ['accent', 'risk-medium-soft'],
  ['type-user', 'canvas'],
  ['on-accent', 'accent-solid'],
];

/** Marks and edges of controls, and the number on a node, which is bold. AA asks for 3. */
const MARKS: readonly (readonly [string, string])[] = [
  ['line-strong', 'surface'],
  ['focus', 'surface'],
  ['good', 'surface'],
  ...['critical', 'high', 'medium', 'low', 'none'].flatMap((band) => [
    [`risk-${band}-fill`, 'surface'] as const,
    ['on-fill', `risk-${band}-fill`] as const,
  ]),
];

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  test.each(TEXT)('%s is read on %s', (text, ground) => {
    expect(contrast(colourOf(text, theme), colourOf(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(MARKS)('%s is seen on %s', (mark, ground) => {
    expect(contrast(colourOf(mark, theme), colourOf(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});

function colourOf(token: string, theme: 'light' | 'dark'): string {
  const pair = colours.get(token);
  if (pair === undefined) throw new Error(`no colour token ${token}`);
  return pair[theme];
}

/** The contrast ratio of WCAG. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
