import { SampleHost, toFlatJson, toXml } from './sysmon-writer.ts';
import type { SampleProcess } from './sysmon-writer.ts';

/** One upload of the sample. */
export interface SampleUpload {
  /** What kind of log it is, for people. */
  readonly name: string;
  readonly body: string;
}

/** The addresses are of RFC 5737's ranges for documentation: nobody's. */
const COMMAND_SERVER = '198.51.100.77';
const UPDATE_SERVER = '203.0.113.20';

/** What the attacker's program is made of, on both hosts. */
const IMPLANT = 'the implant of the sample attack';

/** How long the sample takes, from its first event to its last. */
export const SAMPLE_DURATION_MS = 40 * 60_000;

/**
 * An intrusion as two hosts log it, among what they do all day. On a workstation a browser saves a
 * program, which drops another under the name of svchost.exe and has a shell run it; it calls its
 * server, looks around, and is copied to a file server, where it calls the same one. Nothing on
 * either host alone ties the two: the implant's hash and the server's address do.
 *
 * @param start when the sample begins, ms since 1970
 * @returns the workstation's log as Sysmon XML, and the file server's as flat JSON
 */
export function sampleAttack(start: number): readonly SampleUpload[] {
  const workstation = new SampleHost('WS-FINANCE-07.acme.example', '10.20.7.31', 3_000);
  const server = new SampleHost('SRV-FILES-02.acme.example', '10.20.0.12', 1_200);
  attackWorkstation(workstation, start);
  attackServer(server, start);
  return [
    { name: 'Sysmon XML of WS-FINANCE-07', body: workstation.events.map(toXml).join('\n') },
    { name: 'Sysmon JSON of SRV-FILES-02', body: server.events.map(toFlatJson).join('\n') },
  ];
}

function attackWorkstation(host: SampleHost, start: number): void {
  const at = clock(start);
  const user = 'ACME\\m.keller';
  const downloads = 'C:\\Users\\m.keller\\Downloads';
  const temp = 'C:\\Users\\m.keller\\AppData\\Local\\Temp';
  const explorer = host.running('C:\\Windows\\explorer.exe', 'C:\\Windows\\Explorer.EXE', user);
  everyday(host, start);

  const chrome = host.start(
    at(1, 12),
    explorer,
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    '"chrome.exe" --profile-directory=Default',
  );
  host.connect(at(1, 13), chrome, UPDATE_SERVER, 443);
  host.write(at(9, 2), chrome, `${downloads}\\invoice_4471.pdf.exe`);
  const dropper = host.start(
    at(9, 21),
    explorer,
    `${downloads}\\invoice_4471.pdf.exe`,
    `"${downloads}\\invoice_4471.pdf.exe"`,
    {
      directory: `${downloads}\\`,
      content: 'the dropper of the sample attack',
    },
  );
  host.write(at(9, 23), dropper, `${temp}\\svchost.exe`);
  const shell = host.start(
    at(9, 24),
    dropper,
    'C:\\Windows\\System32\\cmd.exe',
    `"cmd.exe" /c start /b ${temp}\\svchost.exe -k netsvcs`,
    { directory: `${temp}\\` },
  );
  const implant = host.start(
    at(9, 25),
    shell,
    `${temp}\\svchost.exe`,
    `${temp}\\svchost.exe -k netsvcs`,
    {
      directory: `${temp}\\`,
      content: IMPLANT,
    },
  );
  host.end(at(9, 26), shell);
  host.end(at(9, 31), dropper);
  host.connect(at(9, 40), implant, COMMAND_SERVER, 443);

  for (const [minute, command] of [
    [14, 'whoami /all'],
    [15, 'net group "Domain Admins" /domain'],
    [17, 'nltest /dclist:acme.example'],
  ] as const) {
    const asked = host.start(
      at(minute, 3),
      implant,
      'C:\\Windows\\System32\\cmd.exe',
      `cmd.exe /c ${command}`,
    );
    const tool = command.split(' ')[0] ?? '';
    const told = host.start(at(minute, 4), asked, `C:\\Windows\\System32\\${tool}.exe`, command);
    host.end(at(minute, 5), told);
    host.end(at(minute, 6), asked);
  }
  const copying = host.start(
    at(22, 40),
    implant,
    'C:\\Windows\\System32\\cmd.exe',
    `cmd.exe /c copy ${temp}\\svchost.exe \\\\SRV-FILES-02\\ADMIN$\\Temp\\svchost.exe`,
  );
  host.end(at(22, 42), copying);
  host.connect(at(22, 50), implant, '10.20.0.12', 445);
  host.connect(at(33, 10), implant, COMMAND_SERVER, 443);
}

function attackServer(host: SampleHost, start: number): void {
  const at = clock(start);
  const system = 'NT AUTHORITY\\SYSTEM';
  const kernel = host.running('System', '', system);
  const services = host.running(
    'C:\\Windows\\System32\\services.exe',
    'C:\\Windows\\system32\\services.exe',
    system,
  );
  everyday(host, start);

  host.write(at(22, 43), kernel, 'C:\\Windows\\Temp\\svchost.exe');
  const remote = host.start(
    at(23, 1),
    services,
    'C:\\Windows\\RmtExecSvc.exe',
    'C:\\Windows\\RmtExecSvc.exe',
    {
      user: system,
      integrity: 'System',
      content: 'the remote execution service of the sample attack',
    },
  );
  const shell = host.start(
    at(23, 2),
    remote,
    'C:\\Windows\\System32\\cmd.exe',
    'cmd.exe /c C:\\Windows\\Temp\\svchost.exe -k netsvcs',
    { integrity: 'System' },
  );
  const implant = host.start(
    at(23, 3),
    shell,
    'C:\\Windows\\Temp\\svchost.exe',
    'C:\\Windows\\Temp\\svchost.exe -k netsvcs',
    {
      integrity: 'System',
      directory: 'C:\\Windows\\Temp\\',
      content: IMPLANT,
    },
  );
  host.end(at(23, 4), shell);
  host.connect(at(23, 20), implant, COMMAND_SERVER, 443);
  host.write(at(31, 5), implant, 'C:\\Windows\\Temp\\~df7a.7z');
  host.connect(at(32, 0), implant, COMMAND_SERVER, 443);
}

/** What any Windows host does: services, updates, a user's programs. No analyzer minds it. */
function everyday(host: SampleHost, start: number): void {
  const at = clock(start);
  const system = 'NT AUTHORITY\\SYSTEM';
  const services = host.running(
    'C:\\Windows\\System32\\services.exe',
    'C:\\Windows\\system32\\services.exe',
    system,
  );
  const explorer = host.running(
    'C:\\Windows\\explorer.exe',
    'C:\\Windows\\Explorer.EXE',
    'ACME\\operator',
  );
  const hosted: SampleProcess[] = [];
  for (const [index, group] of ['netsvcs', 'LocalService', 'NetworkService', 'wsappx'].entries()) {
    hosted.push(
      host.start(
        at(0, index),
        services,
        'C:\\Windows\\System32\\svchost.exe',
        `C:\\Windows\\system32\\svchost.exe -k ${group} -p`,
        { user: system, integrity: 'System' },
      ),
    );
  }
  for (const [index, service] of hosted.entries()) {
    for (let run = 0; run < 4; run += 1) {
      const minute = 2 + index * 2 + run * 8;
      const task = host.start(
        at(minute, 10),
        service,
        'C:\\Windows\\System32\\taskhostw.exe',
        'taskhostw.exe',
      );
      host.write(at(minute, 11), task, `C:\\Windows\\Temp\\task-${index}-${run}.log`);
      host.end(at(minute, 30), task);
    }
    host.connect(at(5 + index, 0), service, UPDATE_SERVER, 443);
  }
  const terminal = host.start(
    at(6, 0),
    explorer,
    'C:\\Windows\\System32\\cmd.exe',
    '"C:\\Windows\\system32\\cmd.exe"',
  );
  const ping = host.start(
    at(6, 8),
    terminal,
    'C:\\Windows\\System32\\PING.EXE',
    'ping intranet.acme.example',
  );
  host.end(at(6, 12), ping);
  host.end(at(7, 0), terminal);
}

/** Minutes and seconds after the start, with milliseconds that are not always the same. */
function clock(start: number): (minute: number, second: number) => number {
  return (minute, second) =>
    start + (minute * 60 + second) * 1000 + ((minute * 37 + second * 113) % 1000);
}
