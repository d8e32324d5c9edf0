import type { Assertion } from './parse-regex.ts';
import { classOf } from './program.ts';
import type { Program } from './program.ts';

/** What stood before the next character: nothing, a newline, a word character, another one. */
const START = 0;
const AFTER_NEWLINE = 1;
const AFTER_WORD = 2;
const AFTER_OTHER = 3;

const DEAD = 0;
const ACCEPT = 1;
const UNKNOWN = -1;

/** Transitions kept of one expression (128 kB); its states are dropped all together when full. */
const MAX_TRANSITIONS = 32_768;
/** States that one search may add before it goes on without making states, which is slower. */
const MAX_NEW_STATES = 200;
/** Characters read for which it may add one more: about as much work as making the state. */
const UNITS_PER_STATE = 16;

/**
 * Searches one expression in texts, in time linear in the text whatever the expression and the
 * text: a deterministic automaton made as it is needed, and where a text would need too many
 * states, the simulation of all threads at once (Thompson 1968; Cox, "Regular Expression Matching
 * in the Wild", 2010).
 */
export class RegexMatcher {
  readonly #program: Program;
  /** Threads of each state, its kernel: where they stand before what is between characters. */
  #kernels: Int32Array[] = [];
  #before: number[] = [];
  #byKey = new Map<string, number>();
  #transitions: Int32Array = new Int32Array(0);
  readonly #width: number;
  #initial = UNKNOWN;
  #mark = 0;
  readonly #marks: Int32Array;
  readonly #stack: Int32Array;
  readonly #closure: Int32Array;

  constructor(program: Program) {
    this.#program = program;
    this.#width = program.classCount + 1; // the last one is the end of the text
    const size = program.instructions.length;
    this.#marks = new Int32Array(size);
    this.#closure = new Int32Array(size);
    let edges = size;
    for (const step of program.instructions) edges += step.kind === 'split' ? step.next.length : 1;
    this.#stack = new Int32Array(edges);
    this.#forget();
  }

  /** Whether the expression matches anywhere in the text. */
  test(text: string): boolean {
    const program = this.#program;
    const { asciiClass } = program;
    const width = this.#width;
    let transitions = this.#transitions;
    let state = this.#start();
    let added = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const kind = unit < 128 ? (asciiClass[unit] ?? 0) : classOf(program, unit);
      let next = transitions[state * width + kind] ?? UNKNOWN;
      if (next === UNKNOWN) {
        const kernel = this.#kernels[state] ?? new Int32Array(0);
        if (++added > MAX_NEW_STATES + i / UNITS_PER_STATE)
          return this.#simulate(text, i, kernel, this.#before[state] ?? START);
        next = this.#advance(state, kind);
        transitions = this.#transitions;
      }
      if (next <= ACCEPT) return next === ACCEPT;
      state = next;
    }
    const end = transitions[state * width + program.classCount] ?? UNKNOWN;
    return (end === UNKNOWN ? this.#advance(state, program.classCount) : end) === ACCEPT;
  }

  #start(): number {
    if (this.#initial === UNKNOWN) {
      this.#initial = this.#state(Int32Array.of(this.#program.start), START);
    }
    return this.#initial;
  }

  #forget(): void {
    this.#kernels = [new Int32Array(0), new Int32Array(0)];
    this.#before = [START, START];
    this.#byKey = new Map();
    this.#transitions = new Int32Array(this.#width * 16).fill(UNKNOWN);
    this.#initial = UNKNOWN;
  }

  /** Makes one transition. Drops every state first when there are too many. */
  #advance(from: number, kind: number): number {
    const kernel = this.#kernels[from] ?? new Int32Array(0);
    const before = this.#before[from] ?? START;
    if ((this.#kernels.length + 1) * this.#width > MAX_TRANSITIONS) {
      this.#forget();
      return this.#advance(this.#state(kernel, before), kind);
    }
    const count = this.#close(kernel, kernel.length, before, kind);
    let next: number;
    if (count < 0) next = ACCEPT;
    else if (kind === this.#program.classCount) next = DEAD;
    else {
      const threads = this.#step(count, kind);
      next = threads.length === 0 ? DEAD : this.#state(threads, this.#after(kind));
    }
    this.#transitions[from * this.#width + kind] = next;
    return next;
  }

  #state(kernel: Int32Array, before: number): number {
    const key = `${before}:${kernel.join(',')}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const id = this.#kernels.length;
    this.#kernels.push(kernel);
    this.#before.push(before);
    this.#byKey.set(key, id);
    const needed = (id + 1) * this.#width;
    if (this.#transitions.length < needed) {
      const grown = new Int32Array(needed * 2).fill(UNKNOWN);
      grown.set(this.#transitions);
      this.#transitions = grown;
    }
    return id;
  }

  /** Where threads stand after a character of a class; sorted, a new search starting among them. */
  #step(count: number, kind: number): Int32Array {
    const { instructions, start, anchored } = this.#program;
    const mark = ++this.#mark;
    const next: number[] = [];
    const put = (at: number) => {
      if (this.#marks[at] === mark) return;
      this.#marks[at] = mark;
      next.push(at);
    };
    if (!anchored) put(start);
    for (let i = 0; i < count; i++) {
      const step = instructions[this.#closure[i] ?? 0];
      if (step?.kind === 'chars' && step.classes[kind] === 1) put(step.next);
    }
    return Int32Array.from(next).sort();
  }

  #after(kind: number): number {
    if (!this.#program.asserts) return AFTER_OTHER;
    if (this.#program.isNewline[kind] === 1) return AFTER_NEWLINE;
    return this.#program.isWord[kind] === 1 ? AFTER_WORD : AFTER_OTHER;
  }

  /**
   * Follows splits and assertions from a kernel to the steps that read a character, into
   * `#closure`. Returns how many, or -1 when the expression has matched.
   */
  #close(kernel: Int32Array, length: number, before: number, kind: number): number {
    const { instructions } = this.#program;
    const mark = ++this.#mark;
    const stack = this.#stack;
    let depth = 0;
    let count = 0;
    for (let i = 0; i < length; i++) stack[depth++] = kernel[i] ?? 0;
    while (depth > 0) {
      const at = stack[--depth] ?? 0;
      if (this.#marks[at] === mark) continue;
      this.#marks[at] = mark;
      const step = instructions[at];
      if (step === undefined) continue;
      if (step.kind === 'match') return -1;
      if (step.kind === 'chars') this.#closure[count++] = at;
      else if (step.kind === 'split') for (const next of step.next) stack[depth++] = next;
      else if (this.#holds(step.assertion, before, kind)) stack[depth++] = step.next;
    }
    return count;
  }

  #holds(assertion: Assertion, before: number, kind: number): boolean {
    const { isWord, isNewline, classCount } = this.#program;
    switch (assertion) {
      case 'start':
        return before === START;
      case 'end':
        return kind === classCount;
      case 'lineStart':
        return before === START || before === AFTER_NEWLINE;
      case 'lineEnd':
        return kind === classCount || isNewline[kind] === 1;
      default: {
        const wordAfter = kind < classCount && isWord[kind] === 1;
        return ((before === AFTER_WORD) !== wordAfter) === (assertion === 'word');
      }
    }
  }

  /** All threads side by side, without states; what is left of the text from `from` on. */
  #simulate(text: string, from: number, kernel: Int32Array, first: number): boolean {
    const program = this.#program;
    const { instructions, start, anchored, classCount } = program;
    let threads = new Int32Array(instructions.length);
    let other = new Int32Array(instructions.length);
    let length = kernel.length;
    threads.set(kernel);
    let before = first;
    for (let i = from; i <= text.length; i++) {
      const unit = i < text.length ? text.charCodeAt(i) : -1;
      let kind = classCount;
      if (unit >= 0) kind = unit < 128 ? (program.asciiClass[unit] ?? 0) : classOf(program, unit);
      const count = this.#close(threads, length, before, kind);
      if (count < 0) return true;
      if (unit < 0) return false;
      const mark = ++this.#mark;
      length = 0;
      if (!anchored) other[length++] = start;
      this.#marks[start] = anchored ? (this.#marks[start] ?? 0) : mark;
      for (let t = 0; t < count; t++) {
        const step = instructions[this.#closure[t] ?? 0];
        if (step?.kind !== 'chars' || step.classes[kind] !== 1) continue;
        if (this.#marks[step.next] === mark) continue;
        this.#marks[step.next] = mark;
        other[length++] = step.next;
      }
      if (length === 0) return false;
      [threads, other] = [other, threads];
      before = this.#after(kind);
    }
    return false;
  }
}
