/** One number, and what it is of. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** Numbers of one kind. */
export interface Gauge {
  /** Begins with `grapnel_`; a unit at its end. */
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** Writes gauges as OpenMetrics 1.0 has it. Everything is a gauge: a sum over a moving day falls, too. */
export function writeOpenMetrics(gauges: readonly Gauge[]): string {
  const lines = gauges.flatMap(({ name, help, samples }) => [
    `# TYPE ${name} gauge`,
    `# HELP ${name} ${escaped(help)}`,
    ...samples.map(({ labels, value }) => `${name}${labelsOf(labels)} ${value}`),
  ]);
  return `${lines.join('\n')}\n# EOF\n`;
}

function labelsOf(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(String(value))}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
