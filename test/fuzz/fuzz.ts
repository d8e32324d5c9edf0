import { parseArgs } from 'node:util';
import { fuzzParsers } from './fuzz-parsers.ts';
import { fuzzWaysIn } from './fuzz-ways-in.ts';

/**
 * Changes records and requests at random, and holds the parsers and the ways in to what they promise:
 * nothing throws, no record takes longer than 50 ms of CPU, nothing is answered with 500, every record
 * is counted, and memory stays as it is.
 *
 * Usage: npm run fuzz -- [--records N] [--seed S]
 */

const MAX_RECORD_MS = 50;
const MAX_HEAP_GROWTH_BYTES = 32 * 1_048_576;
const MAX_MEMORY_BYTES = 1_024 * 1_048_576;

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.records);
const seed = Number(values.seed);
if (!Number.isInteger(count) || count < 1_000 || !Number.isInteger(seed) || seed === 0) {
  console.error('fuzz: --records is a whole number from 1,000, --seed a whole number but 0');
  process.exit(2);
}

const faults: string[] = [];
const check = (isSound: boolean, fault: string): void => {
  if (!isSound) faults.push(fault);
};
const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;

const parsers = fuzzParsers(count, seed);
console.log('parsers:', parsers.records);
console.log(
  `  slowest record ${parsers.slowestMs.toFixed(1)} ms of CPU: ${parsers.slowest.slice(0, 120)}`,
);
console.log(`  growth of the heap ${mebibytes(parsers.heapGrowthBytes)}`);
for (const thrown of parsers.thrown) faults.push(`thrown: ${thrown}`);
check(parsers.slowestMs <= MAX_RECORD_MS, `a record is slow: ${parsers.slowest}`);
check(parsers.heapGrowthBytes <= MAX_HEAP_GROWTH_BYTES, 'the heap of the parsers grows');

const waysIn = await fuzzWaysIn(count, seed);
console.log('ways in: answers', waysIn.statuses, 'records', waysIn.records);
console.log(`  memory of workerd ${waysIn.memoryBytes.map(mebibytes).join(' → ')}`);
faults.push(...waysIn.failures);
check(waysIn.unsound.length === 0, `uploads ${waysIn.unsound.join(', ')} did not end well`);
check(waysIn.memoryBytes[1] <= MAX_MEMORY_BYTES, 'workerd holds too much memory');

for (const fault of faults) console.error(`fuzz: ${fault}`);
console.log(faults.length === 0 ? 'Nothing was found.' : `${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;
