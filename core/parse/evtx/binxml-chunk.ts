import { escapeXml } from '../form/xml-scanner.ts';
import { arrayItems, valueText } from './binxml-value.ts';
import { BinXmlTemplateReader } from './binxml-template.ts';
import type { BinXmlElement, BinXmlPart } from './binxml-template.ts';

/** A value of a template's instance: where it is in the chunk, and its type. */
export interface BinXmlValue {
  readonly type: number;
  readonly start: number;
  readonly size: number;
}

const TOKEN_END = 0x00;
const TOKEN_TEMPLATE = 0x0c;
const TOKEN_FRAGMENT = 0x0f;
const OPEN_ELEMENT = 0x01;
const HAS_MORE = 0x40;

const TYPE_NULL = 0x00;
const TYPE_BINXML = 0x21;
const IS_ARRAY = 0x80;

/** A template's header before its elements: next, id, size. */
const TEMPLATE_HEADER_SIZE = 24;

/** Fragments within values within fragments; real events have two. */
const MAX_FRAGMENT_DEPTH = 8;

/** A template may repeat a value any number of times; an event larger than this is none. */
const MAX_XML_LENGTH = 1_048_576;

/** Real events have a few dozen. */
const MAX_VALUES = 4_096;

/** Reads the binary XML of one chunk's records. Templates are read once for all of them. */
export class BinXmlChunk {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #templates: BinXmlTemplateReader;
  #length = 0;

  /** @param bytes the chunk: names and templates are at positions in it */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#templates = new BinXmlTemplateReader(bytes);
  }

  /** The record's event as XML; undefined when it is damaged. */
  read(start: number, end: number): string | undefined {
    this.#length = 0;
    try {
      return this.#fragment(start, end, 0);
    } catch {
      return undefined; // A position outside of the chunk, or a token that is none: damage.
    }
  }

  #fragment(start: number, end: number, depth: number): string {
    if (depth > MAX_FRAGMENT_DEPTH) throw new RangeError('fragments are nested too deeply');
    let position = start;
    let xml = '';
    while (position < end) {
      const token = this.#view.getUint8(position);
      if (token === TOKEN_FRAGMENT) {
        position += 4;
      } else if (token === TOKEN_TEMPLATE) {
        const instance = this.#instance(position, depth);
        xml += instance.xml;
        position = instance.end;
      } else if ((token & ~HAS_MORE) === OPEN_ELEMENT) {
        const { element, end: after } = this.#templates.elementAt(position);
        xml += this.#element(element, [], depth);
        position = after;
      } else if (token === TOKEN_END) {
        break;
      } else {
        throw new RangeError(`no token at ${position}`);
      }
    }
    return xml;
  }

  #instance(start: number, depth: number): { readonly xml: string; readonly end: number } {
    const definition = this.#view.getUint32(start + 6, true);
    let position = start + 10;
    if (definition === position) {
      position += TEMPLATE_HEADER_SIZE + this.#view.getUint32(definition + 20, true);
    }
    const template = this.#templates.templateAt(definition + TEMPLATE_HEADER_SIZE);
    const count = this.#view.getUint32(position, true);
    if (count > MAX_VALUES) throw new RangeError('too many values');
    position += 4;
    let valueStart = position + count * 4;
    const values: BinXmlValue[] = [];
    for (let index = 0; index < count; index += 1) {
      const size = this.#view.getUint16(position + index * 4, true);
      const type = this.#view.getUint8(position + index * 4 + 2);
      values.push({ type, start: valueStart, size });
      valueStart += size;
    }
    if (valueStart > this.#bytes.length) throw new RangeError('values outside of the chunk');
    let xml = '';
    for (const element of template) xml += this.#element(element, values, depth);
    return { xml, end: valueStart };
  }

  #element(element: BinXmlElement, values: readonly BinXmlValue[], depth: number): string {
    let open = `<${element.name}`;
    for (const { name, parts } of element.attributes) {
      if (parts.every((part) => this.#isAbsent(part, values))) continue;
      open += ` ${name}="${this.#parts(parts, values, depth)}"`;
    }
    const list = this.#list(element.parts, values);
    if (list !== undefined) {
      const items = list.map((item) => `${open}>${escapeXml(item)}</${element.name}>`).join('');
      return this.#counted(items);
    }
    const inner = this.#parts(element.parts, values, depth);
    return this.#counted(inner === '' ? `${open}/>` : `${open}>${inner}</${element.name}>`);
  }

  /** The items of an element's only value when that is an array: the element is repeated for each. */
  #list(parts: readonly BinXmlPart[], values: readonly BinXmlValue[]): string[] | undefined {
    const [only] = parts;
    if (parts.length !== 1 || typeof only !== 'object' || only.kind !== 'value') return undefined;
    const value = values[only.index];
    if (value === undefined || (value.type & IS_ARRAY) === 0 || value.size === 0) return undefined;
    return arrayItems(this.#view, value);
  }

  #parts(parts: readonly BinXmlPart[], values: readonly BinXmlValue[], depth: number): string {
    let xml = '';
    for (const part of parts) {
      if (typeof part === 'string') xml += part;
      else if (part.kind === 'element') xml += this.#element(part.element, values, depth);
      else xml += this.#value(values[part.index], depth);
    }
    return xml;
  }

  #value(value: BinXmlValue | undefined, depth: number): string {
    if (value === undefined || value.type === TYPE_NULL || value.size === 0) return '';
    if (value.type === TYPE_BINXML) {
      return this.#fragment(value.start, value.start + value.size, depth + 1);
    }
    return this.#counted(escapeXml(valueText(this.#view, value)));
  }

  #isAbsent(part: BinXmlPart, values: readonly BinXmlValue[]): boolean {
    if (typeof part === 'string' || part.kind !== 'value') return false;
    const value = values[part.index];
    return part.isOptional && (value === undefined || value.type === TYPE_NULL || value.size === 0);
  }

  #counted(xml: string): string {
    this.#length += xml.length;
    if (this.#length > MAX_XML_LENGTH * 8) throw new RangeError('the event is too large');
    return xml;
  }
}
