import { escapeXml } from '../form/xml-scanner.ts';

/** What stands in an element or attribute: XML text, a value of the instance, an element. */
export type BinXmlPart =
  | string
  | { readonly kind: 'value'; readonly index: number; readonly isOptional: boolean }
  | { readonly kind: 'element'; readonly element: BinXmlElement };

/** An element of a template. */
export interface BinXmlElement {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly parts: readonly BinXmlPart[] }[];
  readonly parts: readonly BinXmlPart[];
}

/** Tokens of MS-EVEN6 2.2.12.2, without the bit that says that more follows. */
const TOKEN = {
  end: 0x00,
  openElement: 0x01,
  closeStart: 0x02,
  closeEmpty: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  characterData: 0x07,
  characterReference: 0x08,
  entityReference: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  substitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragment: 0x0f,
} as const;
const HAS_MORE = 0x40;

/** The only type that a text within a template has. */
const TYPE_TEXT = 0x01;

const MAX_DEPTH = 32;

/** A chunk of 64 kB has no room for more. */
const MAX_PARTS = 16_384;

const utf16 = new TextDecoder('utf-16le');

/**
 * Reads elements of binary XML into trees. Throws RangeError where the bytes are no such element:
 * the caller knows what is lost with it.
 */
export class BinXmlTemplateReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #templates = new Map<number, readonly BinXmlElement[]>();
  readonly #names = new Map<number, { readonly name: string; readonly size: number }>();
  #position = 0;
  #parts = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The elements of the template whose fragment begins at a position of the chunk. */
  templateAt(start: number): readonly BinXmlElement[] {
    const known = this.#templates.get(start);
    if (known !== undefined) return known;
    this.#position = start;
    this.#parts = 0;
    const elements: BinXmlElement[] = [];
    for (;;) {
      const token = this.#token();
      if (token === TOKEN.fragment) this.#position += 4;
      else if (token === TOKEN.openElement) elements.push(this.#element(0));
      else if (token === TOKEN.end) break;
      else throw new RangeError(`no element at ${this.#position}`);
    }
    this.#templates.set(start, elements);
    return elements;
  }

  /** The element at a position of the chunk, and where it ends. */
  elementAt(start: number): { readonly element: BinXmlElement; readonly end: number } {
    this.#position = start;
    this.#parts = 0;
    return { element: this.#element(0), end: this.#position };
  }

  #token(): number {
    return this.#view.getUint8(this.#position) & ~HAS_MORE;
  }

  #element(depth: number): BinXmlElement {
    if (depth > MAX_DEPTH) throw new RangeError('elements are nested too deeply');
    const hasAttributes = (this.#view.getUint8(this.#position) & HAS_MORE) !== 0;
    this.#position += 7; // The token, an id of what it depends on, and its size.
    const name = this.#name();
    if (hasAttributes) this.#position += 4;
    const attributes: { name: string; parts: readonly BinXmlPart[] }[] = [];
    while (this.#token() === TOKEN.attribute) {
      this.#position += 1;
      attributes.push({ name: this.#name(), parts: this.#content(depth, true) });
    }
    const close = this.#token();
    this.#position += 1;
    if (close === TOKEN.closeEmpty) return { name, attributes, parts: [] };
    if (close !== TOKEN.closeStart) throw new RangeError('a start tag does not end');
    const parts = this.#content(depth, false);
    if (this.#token() !== TOKEN.endElement) throw new RangeError('an element does not end');
    this.#position += 1;
    return { name, attributes, parts };
  }

  /** What follows up to a token that is no content. */
  #content(depth: number, isAttribute: boolean): BinXmlPart[] {
    const parts: BinXmlPart[] = [];
    for (;;) {
      const token = this.#token();
      const part =
        token === TOKEN.openElement && isAttribute ? undefined : this.#part(token, depth);
      if (part === undefined) return parts;
      this.#parts += 1;
      if (this.#parts > MAX_PARTS) throw new RangeError('the template is too large');
      parts.push(part);
    }
  }

  #part(token: number, depth: number): BinXmlPart | undefined {
    switch (token) {
      case TOKEN.openElement:
        return { kind: 'element', element: this.#element(depth + 1) };
      case TOKEN.value: {
        const type = this.#view.getUint8(this.#position + 1);
        if (type !== TYPE_TEXT) throw new RangeError(`a text of type ${type}`);
        this.#position += 2;
        return escapeXml(this.#text());
      }
      case TOKEN.characterData:
      case TOKEN.instructionData:
        this.#position += 1;
        return token === TOKEN.characterData ? escapeXml(this.#text()) : (this.#text(), '');
      case TOKEN.characterReference:
        this.#position += 3;
        return `&#${this.#view.getUint16(this.#position - 2, true)};`;
      case TOKEN.entityReference:
        this.#position += 1;
        return `&${this.#name()};`;
      case TOKEN.instructionTarget:
        this.#position += 1;
        this.#name();
        return '';
      case TOKEN.substitution:
      case TOKEN.optionalSubstitution: {
        const index = this.#view.getUint16(this.#position + 1, true);
        this.#position += 4;
        return { kind: 'value', index, isOptional: token === TOKEN.optionalSubstitution };
      }
      default:
        return undefined;
    }
  }

  #text(): string {
    const length = this.#view.getUint16(this.#position, true) * 2;
    const start = this.#position + 2;
    this.#position = start + length;
    if (this.#position > this.#bytes.length) throw new RangeError('a text outside of the chunk');
    return utf16.decode(this.#bytes.subarray(start, start + length));
  }

  /** A name, which is here or at another position of the chunk. */
  #name(): string {
    const at = this.#view.getUint32(this.#position, true);
    this.#position += 4;
    const found = this.#names.get(at) ?? this.#readName(at);
    if (at === this.#position) this.#position += found.size;
    return found.name;
  }

  #readName(at: number): { readonly name: string; readonly size: number } {
    const length = this.#view.getUint16(at + 6, true) * 2;
    const start = at + 8;
    if (start + length > this.#bytes.length) throw new RangeError('a name outside of the chunk');
    const name = utf16.decode(this.#bytes.subarray(start, start + length));
    if (!/^[\w:.-]{1,256}$/.test(name)) throw new RangeError('a name that is none');
    const found = { name, size: 8 + length + 2 };
    this.#names.set(at, found);
    return found;
  }
}
