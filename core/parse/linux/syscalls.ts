import { nameTable } from '../form/name-table.ts';

/**
 * What a system call does to the graph, by its name. Others only show that a process was there.
 */
export type SyscallEffect =
  | 'execute'
  | 'connect'
  | 'accept'
  | 'bind'
  | 'open'
  | 'remove'
  | 'rename'
  | 'module'
  | 'trace';

const EFFECTS = nameTable<SyscallEffect>({
  execve: 'execute',
  execveat: 'execute',
  connect: 'connect',
  accept: 'accept',
  accept4: 'accept',
  bind: 'bind',
  open: 'open',
  openat: 'open',
  openat2: 'open',
  creat: 'open',
  truncate: 'open',
  unlink: 'remove',
  unlinkat: 'remove',
  rmdir: 'remove',
  rename: 'rename',
  renameat: 'rename',
  renameat2: 'rename',
  init_module: 'module',
  finit_module: 'module',
  ptrace: 'trace',
});

/** Numbers of these calls by the architecture that an event names (linux, `syscall*.tbl`). */
const NUMBERS = nameTable<Readonly<Record<string, string>>>({
  // x86-64
  c000003e: {
    2: 'open',
    42: 'connect',
    43: 'accept',
    49: 'bind',
    59: 'execve',
    76: 'truncate',
    82: 'rename',
    84: 'rmdir',
    85: 'creat',
    87: 'unlink',
    101: 'ptrace',
    175: 'init_module',
    257: 'openat',
    263: 'unlinkat',
    264: 'renameat',
    288: 'accept4',
    313: 'finit_module',
    316: 'renameat2',
    322: 'execveat',
    437: 'openat2',
  },
  // i386
  40000003: {
    5: 'open',
    8: 'creat',
    10: 'unlink',
    11: 'execve',
    26: 'ptrace',
    38: 'rename',
    40: 'rmdir',
    295: 'openat',
    301: 'unlinkat',
    358: 'execveat',
    361: 'bind',
    362: 'connect',
  },
  // aarch64
  c00000b7: {
    35: 'unlinkat',
    38: 'renameat',
    56: 'openat',
    105: 'init_module',
    117: 'ptrace',
    200: 'bind',
    202: 'accept',
    203: 'connect',
    221: 'execve',
    273: 'finit_module',
    276: 'renameat2',
    281: 'execveat',
  },
  // ppc64le
  c0000015: { 5: 'open', 11: 'execve', 286: 'openat', 327: 'bind', 328: 'connect' },
});

/**
 * The effect of a call.
 *
 * @param name the call's name where the event is enriched, otherwise its number
 * @param architecture in hexadecimal, with or without `0x`
 */
export function syscallEffect(
  name: string | undefined,
  architecture: string | undefined,
): SyscallEffect | undefined {
  if (name === undefined) return undefined;
  const known = EFFECTS[name];
  if (known !== undefined) return known;
  const numbers = NUMBERS[architecture?.replace(/^0x0*/, '') ?? ''];
  const call = numbers !== undefined && Object.hasOwn(numbers, name) ? numbers[name] : undefined;
  return EFFECTS[call ?? ''];
}
