import type { Meters } from '../../core/contract/sources.ts';
import { CASES, demandOf } from './scale-model.ts';
import type { Fit, Measured } from './scale-model.ts';

/** The measured part of docs/scale.md: what was fitted, what follows, and how well it held. */
export function scalePage(fit: Fit, check: Measured): string {
  return [
    `One record adds ${amount(fit.perRecord.doRowsWritten)} rows of objects, ` +
      `${amount(fit.perRecord.d1RowsWritten)} rows of D1, ${amount(fit.shardBytesPerRecord)} bytes of ` +
      `shards${fit.cpuSecondsPerRecord === null ? '' : `, ${amount(fit.cpuSecondsPerRecord * 1e6)} µs of CPU`}; ` +
      `one host adds ${amount(fit.perHost.doRowsWritten)} rows and ` +
      `${amount(fit.shardBytesPerHost)} bytes. An upload is of ${Math.round(fit.recordsPerUpload)} ` +
      `records of ${Math.round(fit.bytesPerRecord)} bytes.`,
    '',
    '| hosts | records a day | uploads a second, peak | rows a day | shards | $ a day | of it CPU | fullest | next |',
    '|---|---|---|---|---|---|---|---|---|',
    ...CASES.map((one) => {
      const demand = demandOf(fit, one);
      const [first, second] = demand.loads.map(
        ({ what, share }) => `${what}: ${share < 0.01 ? '< 1' : amount(share * 100)} %`,
      );
      const { cpuDollarsPerDay: cpu } = demand;
      return row(
        power(one.hosts),
        power(one.recordsPerDay),
        amount(demand.uploadsPerSecond),
        amount(demand.rowsPerDay),
        String(demand.shards),
        amount(demand.dollarsPerDay + (cpu ?? 0)),
        cpu === null ? '?' : amount(cpu),
        first ?? '',
        second ?? '',
      );
    }),
    '',
    `Held against a run of ${check.records} records of ${check.hosts} hosts, which the model was not fitted to:`,
    '',
    '| | foretold | measured | off by |',
    '|---|---|---|---|',
    ...checks(fit, check).map(([name, foretold, measured]) =>
      row(
        name,
        amount(foretold),
        amount(measured),
        measured === 0 ? '' : `${(((foretold - measured) / measured) * 100).toFixed(0)} %`,
      ),
    ),
  ].join('\n');
}

function checks(fit: Fit, check: Measured): [name: string, foretold: number, measured: number][] {
  const meter = (name: keyof Meters): number =>
    fit.perRecord[name] * check.records + fit.perHost[name] * check.hosts;
  const bytes = fit.shardBytesPerRecord * check.records + fit.shardBytesPerHost * check.hosts;
  const found: [string, number, number][] = [
    ['rows of objects', meter('doRowsWritten'), check.meters.doRowsWritten],
    ['rows of D1', meter('d1RowsWritten'), check.meters.d1RowsWritten],
    ['requests of objects', meter('doRequests'), check.meters.doRequests],
    ['bytes of shards', bytes, check.shardBytes],
  ];
  if (fit.cpuSecondsPerRecord !== null && check.cpuSeconds !== null) {
    found.push(['seconds of CPU', fit.cpuSecondsPerRecord * check.records, check.cpuSeconds]);
  }
  return found;
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function power(value: number): string {
  return `10^${Math.round(Math.log10(value))}`;
}

/** Three digits that count. */
function amount(value: number): string {
  if (value === 0) return '0';
  if (value >= 1e9) return `${(value / 1e9).toPrecision(3)} G`;
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (value >= 1e3) return `${(value / 1e3).toPrecision(3)} k`;
  return String(Number(value.toPrecision(3)));
}
