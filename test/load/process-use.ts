import { readFileSync, readdirSync } from 'node:fs';

/** What a process and those below it have used. */
export interface ProcessUse {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** Clock ticks in a second, and bytes in a page: what Linux has on all that this runs on. */
const TICKS = 100;
const PAGE_BYTES = 4_096;

/** What workerd uses that a process of Node has started; undefined where there is no `/proc`. */
export function workerdUse(parent = process.pid): ProcessUse | undefined {
  try {
    const all = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => statOf(pid) ?? []);
    const own = all.filter(({ ppid, name }) => ppid === parent && name.startsWith('workerd'));
    if (own.length === 0) return undefined;
    return {
      cpuSeconds: own.reduce((sum, { ticks }) => sum + ticks / TICKS, 0),
      residentBytes: own.reduce((sum, { pages }) => sum + pages * PAGE_BYTES, 0),
    };
  } catch {
    return undefined; // Not Linux.
  }
}

/** Fields of proc_pid_stat(5). Undefined for a process that has just ended. */
function statOf(pid: string) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (number: number): number => Number(fields[number - 3]);
    return { name, ppid: at(4), ticks: at(14) + at(15), pages: at(24) };
  } catch {
    return undefined;
  }
}
