/**
 * Writes small Windows event log files for the tests: one chunk, one template, an event of Sysmon's
 * process end for each process id given.
 */
export function evtxSample(pids: readonly number[]): Uint8Array {
  const file = new Uint8Array(4_096 + 65_536);
  const view = new DataView(file.buffer);
  file.set(ascii('ElfFile\0'));
  view.setUint16(42, 1, true);
  const chunk = new ChunkWriter(file.subarray(4_096));
  for (const pid of pids) chunk.record(pid);
  chunk.finish();
  return file;
}

const FIXED = {
  Provider: 'Microsoft-Windows-Sysmon',
  Channel: 'Microsoft-Windows-Sysmon/Operational',
  Computer: 'desk-1',
  Image: 'C:\\T\\a & b.exe',
};

class ChunkWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #names = new Map<string, number>();
  #at = 512;
  #template: number | undefined;
  #id = 0n;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    bytes.set(ascii('ElfChnk\0'));
  }

  record(pid: number): void {
    const start = this.#at;
    this.#u32(0x2a2a);
    this.#u32(0);
    this.#u64((this.#id += 1n));
    this.#u64(133_000_000_000_000_000n);
    this.#raw(0x0f, 1, 1, 0, 0x0c, 1);
    this.#u32(7);
    const isFirst = this.#template === undefined;
    const definition = this.#template ?? this.#at + 4;
    this.#u32(definition);
    this.#template = definition;
    if (isFirst) this.#writeTemplate();
    this.#u32(3);
    const time = 133_537_608_001_230_000n; // 2024-03-01T10:00:00.123Z
    this.#value(8, 0x11);
    this.#value(4, 0x08);
    this.#value(0, 0x00);
    this.#u64(time);
    this.#u32(pid);
    this.#raw(0);
    const size = this.#at + 4 - start;
    this.#u32(size);
    this.#view.setUint32(start + 4, size, true);
  }

  finish(): void {
    this.#view.setUint32(48, this.#at, true);
  }

  #writeTemplate(): void {
    const start = this.#at;
    this.#at += 24;
    this.#raw(0x0f, 1, 1, 0);
    this.#element('Event', [], () => {
      this.#element('System', [], () => {
        this.#element('Provider', [['Name', () => this.#text(FIXED.Provider)]]);
        this.#element('EventID', [], () => this.#text('5'));
        this.#element('TimeCreated', [['SystemTime', () => this.#raw(0x0d, 0, 0, 0x11)]]);
        this.#element('Channel', [], () => this.#text(FIXED.Channel));
        this.#element('Computer', [], () => this.#text(FIXED.Computer));
        this.#element('Security', [['UserID', () => this.#raw(0x0e, 2, 0, 0x13)]]);
      });
      this.#element('EventData', [], () => {
        this.#element('Data', [['Name', () => this.#text('ProcessId')]], () =>
          this.#raw(0x0e, 1, 0, 0x08),
        );
        this.#element('Data', [['Name', () => this.#text('Image')]], () => this.#text(FIXED.Image));
      });
    });
    this.#raw(0);
    this.#view.setUint32(start + 20, this.#at - start - 24, true);
  }

  #element(
    name: string,
    attributes: readonly (readonly [string, () => void])[],
    content?: () => void,
  ): void {
    this.#raw(attributes.length > 0 ? 0x41 : 0x01, 0xff, 0xff, 0, 0, 0, 0);
    this.#name(name);
    if (attributes.length > 0) this.#u32(0);
    for (const [attribute, value] of attributes) {
      this.#raw(0x06);
      this.#name(attribute);
      value();
    }
    if (content === undefined) {
      this.#raw(0x03);
      return;
    }
    this.#raw(0x02);
    content();
    this.#raw(0x04);
  }

  #name(name: string): void {
    const known = this.#names.get(name);
    this.#u32(known ?? this.#at + 4);
    if (known !== undefined) return;
    this.#names.set(name, this.#at);
    this.#u32(0);
    this.#raw(0, 0);
    this.#utf16(name);
    this.#raw(0, 0);
  }

  #text(text: string): void {
    this.#raw(0x05, 0x01);
    this.#utf16(text);
  }

  #utf16(text: string): void {
    this.#raw(text.length, 0);
    for (const character of text) this.#raw(character.charCodeAt(0), 0);
  }

  #value(size: number, type: number): void {
    this.#raw(size, 0, type, 0);
  }

  #raw(...bytes: number[]): void {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #u32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  #u64(value: bigint): void {
    this.#view.setBigUint64(this.#at, value, true);
    this.#at += 8;
  }
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
