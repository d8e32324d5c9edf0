/** `2 files`, `1 address`, `3 addresses`: a number with its noun, as English has it. */
export function counted(count: number, noun: string): string {
  const number = count.toLocaleString('en');
  if (count === 1) return `${number} ${noun}`;
  return `${number} ${/(s|sh|ch|x)$/.test(noun) ? `${noun}es` : `${noun}s`}`;
}
