import { SampleHost, toFlatJson } from '../../core/sample/sysmon-writer.ts';
import type { SampleProcess } from '../../core/sample/sysmon-writer.ts';

/** What people have running all day; each is seen again and again. */
const PROGRAMS = [
  'EXCEL.EXE',
  'OUTLOOK.EXE',
  'chrome.exe',
  'Teams.exe',
  'AcroRd32.exe',
  'code.exe',
];

/**
 * Addresses that hosts call: few are called often. A prime number, so that their turns do not fall in
 * with those of ports, and no connection comes again as if it were the one of hours ago.
 */
const ADDRESSES = 397;

/** A host in so many has something done to it that analyzers look for, once in its records. */
const ATTACKED = 200;

interface Desk {
  readonly host: SampleHost;
  readonly shell: SampleProcess;
  readonly programs: SampleProcess[];
  records: number;
}

/**
 * Hosts with what they log all day: programs that start, write, and call others; the same programs,
 * files and addresses again and again, as real hosts do, and an attack here and there. The same
 * records for the same number of hosts, in the same order.
 */
export class Fleet {
  readonly #desks: Desk[];
  #next = 0;
  #time = Date.UTC(2026, 0, 1);

  constructor(hosts: number) {
    this.#desks = Array.from({ length: hosts }, (_, number) => deskOf(number));
  }

  /** So many records, one a line, of as many hosts as come by; time goes on with them. */
  upload(records: number): string {
    const lines: string[] = [];
    while (lines.length < records) {
      const desk = this.#desks[this.#next % this.#desks.length];
      if (desk === undefined) throw new Error('a fleet has hosts');
      this.#step(desk, this.#next);
      this.#next += 1;
      lines.push(...desk.host.events.splice(0).map(toFlatJson));
    }
    return lines.slice(0, records).join('\n');
  }

  #step(desk: Desk, number: number): void {
    const { host, programs, shell } = desk;
    this.#time += 40;
    const at = this.#time;
    const turn = desk.records;
    desk.records += 1;
    if (turn === 20 && number % ATTACKED === 7) attack(desk, at);
    const name = PROGRAMS[turn % PROGRAMS.length] ?? 'x.exe';
    if (turn < PROGRAMS.length || turn % 25 === 0) {
      const image = `C:\\Program Files\\${name.slice(0, -4)}\\${name}`;
      programs[turn % PROGRAMS.length] = host.start(at, shell, image, `"${name}"`);
    }
    const program = programs[turn % programs.length] ?? shell;
    if (turn % 3 === 0)
      host.write(at + 5, program, `C:\\Users\\u\\Documents\\report-${turn % 60}.txt`);
    const address = (turn * 7 + number) % ADDRESSES;
    host.connect(at + 10, program, `203.0.${113 + (address >> 8)}.${address & 255}`, 443);
  }
}

function deskOf(number: number): Desk {
  const address = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
  const host = new SampleHost(`desk-${number}.acme.example`, address, 2_000);
  const shell = host.running('C:\\Windows\\explorer.exe', 'explorer.exe', `ACME\\user${number}`);
  return { host, shell, programs: [], records: 0 };
}

function attack({ host, programs, shell }: Desk, at: number): void {
  const office = programs[0] ?? shell;
  const dropped = host.start(at, office, 'C:\\Users\\u\\AppData\\Temp\\svchost.exe', 'svchost.exe');
  host.connect(at + 1, dropped, '198.51.100.9', 443);
}
