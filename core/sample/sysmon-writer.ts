import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** An event as Sysmon logs it, before it is written in some shape. */
export interface SampleEvent {
  readonly eventId: number;
  readonly recordId: number;
  readonly computer: string;
  /** ms since 1970. */
  readonly time: number;
  /** The event's fields, in Sysmon's order. */
  readonly data: readonly (readonly [name: string, value: string])[];
}

/** A process of a sample host. */
export interface SampleProcess {
  readonly guid: string;
  readonly pid: number;
  readonly image: string;
  readonly commandLine: string;
  readonly user: string;
}

/** Details of a process that are the same as its parent's, or of no interest, unless given. */
export interface ProcessDetails {
  readonly user?: string;
  readonly integrity?: string;
  readonly directory?: string;
  /** What the image is made of: the same content has the same hash, under any name. */
  readonly content?: string;
}

/** A Windows host that writes down what a sample attack does on it, as Sysmon would. */
export class SampleHost {
  readonly events: SampleEvent[] = [];
  readonly #name: string;
  readonly #address: string;
  #nextPid: number;

  constructor(name: string, address: string, firstPid: number) {
    this.#name = name;
    this.#address = address;
    this.#nextPid = firstPid;
  }

  /** A process that ran before the log begins: it is mentioned, and its start is not logged. */
  running(image: string, commandLine: string, user: string): SampleProcess {
    const pid = this.#takePid();
    return { guid: this.#guid(`${image} ${pid}`), pid, image, commandLine, user };
  }

  /** Event 1. */
  start(
    time: number,
    parent: SampleProcess,
    image: string,
    commandLine: string,
    details: ProcessDetails = {},
  ): SampleProcess {
    const pid = this.#takePid();
    const user = details.user ?? parent.user;
    const process = { guid: this.#guid(`${image} ${pid} ${time}`), pid, image, commandLine, user };
    const hash = bytesToHex(sha256(utf8ToBytes(details.content ?? image.toLowerCase())));
    this.#log(1, time, [
      ...this.#subject(process, time),
      ['CommandLine', commandLine],
      ['CurrentDirectory', details.directory ?? 'C:\\Windows\\system32\\'],
      ['User', user],
      ['LogonId', user.startsWith('NT ') ? '0x3e7' : '0x5a21f'],
      ['IntegrityLevel', details.integrity ?? 'Medium'],
      ['Hashes', `MD5=${hash.slice(0, 32).toUpperCase()},SHA256=${hash.toUpperCase()}`],
      ['ParentProcessGuid', `{${parent.guid}}`],
      ['ParentProcessId', String(parent.pid)],
      ['ParentImage', parent.image],
      ['ParentCommandLine', parent.commandLine],
    ]);
    return process;
  }

  /** Event 3, a connection that the process opens. */
  connect(time: number, process: SampleProcess, address: string, port: number): void {
    this.#log(3, time, [
      ...this.#subject(process, time),
      ['User', process.user],
      ['Protocol', 'tcp'],
      ['Initiated', 'true'],
      ['SourceIp', this.#address],
      ['SourcePort', String(49_152 + (((time / 1000) % 16_000) | 0))],
      ['DestinationIp', address],
      ['DestinationPort', String(port)],
    ]);
  }

  /** Event 5. */
  end(time: number, process: SampleProcess): void {
    this.#log(5, time, this.#subject(process, time));
  }

  /** Event 11. */
  write(time: number, process: SampleProcess, file: string): void {
    this.#log(11, time, [
      ...this.#subject(process, time),
      ['TargetFilename', file],
      ['CreationUtcTime', utcTime(time)],
    ]);
  }

  #subject(process: SampleProcess, time: number): [string, string][] {
    return [
      ['UtcTime', utcTime(time)],
      ['ProcessGuid', `{${process.guid}}`],
      ['ProcessId', String(process.pid)],
      ['Image', process.image],
    ];
  }

  #log(eventId: number, time: number, data: SampleEvent['data']): void {
    const recordId = 40_000 + this.events.length;
    this.events.push({ eventId, recordId, computer: this.#name, time, data });
  }

  #takePid(): number {
    this.#nextPid += 4 * (1 + (this.#nextPid % 7));
    return this.#nextPid;
  }

  #guid(seed: string): string {
    const hex = bytesToHex(sha256(utf8ToBytes(`${this.#name} ${seed}`)));
    const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
    return [...parts, hex.slice(20, 32)].join('-').toUpperCase();
  }
}

/** Writes an event as Windows exports it: one `<Event>` element. */
export function toXml({ eventId, recordId, computer, time, data }: SampleEvent): string {
  const fields = data.map(([name, value]) => `<Data Name='${name}'>${escapeXml(value)}</Data>`);
  return [
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>",
    "<Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385F-C22A-43E0-BF4C-06F5698FFBD9}'/>",
    `<EventID>${eventId}</EventID><Version>5</Version><Level>4</Level>`,
    `<TimeCreated SystemTime='${new Date(time).toISOString()}'/>`,
    `<EventRecordID>${recordId}</EventRecordID>`,
    '<Channel>Microsoft-Windows-Sysmon/Operational</Channel>',
    `<Computer>${escapeXml(computer)}</Computer></System>`,
    `<EventData>${fields.join('')}</EventData></Event>`,
  ].join('');
}

/** Writes an event as NXLog and Logstash ship it: a flat JSON object. */
export function toFlatJson({ eventId, recordId, computer, time, data }: SampleEvent): string {
  return JSON.stringify({
    '@timestamp': new Date(time).toISOString(),
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    SourceName: 'Microsoft-Windows-Sysmon',
    EventID: eventId,
    RecordNumber: recordId,
    Hostname: computer,
    ...Object.fromEntries(data),
  });
}

/** Writes an event as converters of event logs do: `{"Event": {"System": …, "EventData": …}}`. */
export function toNestedJson({ eventId, recordId, computer, time, data }: SampleEvent): string {
  return JSON.stringify({
    Event: {
      System: {
        Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon' } },
        EventID: eventId,
        TimeCreated: { '#attributes': { SystemTime: new Date(time).toISOString() } },
        EventRecordID: recordId,
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Computer: computer,
      },
      EventData: Object.fromEntries(data),
    },
  });
}

function utcTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
