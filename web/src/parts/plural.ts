/** `2 files`, `1 address`, `3 addresses`: a number with its noun, as English has it. */
export function counted(count: number, noun: string): string {
  // Lists say thousands of small numbers, and the formatter is slow.
  const number = Math.abs(count) < 1000 ? String(count) : count.toLocaleString('en');
  if (count === 1) return `${number} ${noun}`;
  return `${number} ${/(s|sh|ch|x)$/.test(noun) ? `${noun}es` : `${noun}s`}`;
}
