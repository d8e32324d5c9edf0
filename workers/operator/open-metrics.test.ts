import { expect, test } from 'vitest';
import { writeOpenMetrics } from './open-metrics.ts';

test('gauges are written with their labels, whatever is in them', () => {
  const gauges = [
    { name: 'grapnel_a', help: 'One.', samples: [{ labels: {}, value: 1 }] },
    {
      name: 'grapnel_b',
      help: 'Two.',
      samples: [{ labels: { t: 'a"b\\c\nd', n: 2 }, value: 0.5 }],
    },
  ];
  expect(writeOpenMetrics(gauges)).toBe(
    [
      '# TYPE grapnel_a gauge',
      '# HELP grapnel_a One.',
      'grapnel_a 1',
      '# TYPE grapnel_b gauge',
      '# HELP grapnel_b Two.',
      'grapnel_b{t="a\\"b\\\\c\\nd",n="2"} 0.5',
      '# EOF',
      '',
    ].join('\n'),
  );
});
