/** Windows counts to 2³², and so do the others. */
const MAX_PID = 0xffff_ffff;

/** A process id, written in decimal or as `0x824`; undefined when it is none. */
export function pidOf(value: unknown): number | undefined {
  if (typeof value === 'number') return isPid(value) ? value : undefined;
  if (typeof value !== 'string' || !/^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(value)) return undefined;
  const pid = Number(value);
  return isPid(pid) ? pid : undefined;
}

function isPid(pid: number): boolean {
  return Number.isInteger(pid) && pid >= 0 && pid <= MAX_PID;
}
