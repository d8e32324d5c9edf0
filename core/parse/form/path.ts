const COLON = 0x3a;

/** Prefixes of one path that say nothing about where it leads. */
const SILENT_PREFIXES = ['\\\\?\\', '\\??\\', '\\\\.\\'];

/**
 * Folders of the system volume. A volume's device name says nothing of its letter, but these are
 * on the system volume, and that is `C:` on all but odd hosts.
 */
const SYSTEM_FOLDERS = ['windows\\', 'program files', 'programdata\\', 'users\\', 'perflogs\\'];

/** Variables and short forms that lead to the Windows folder. */
const WINDOWS_PREFIXES = ['\\systemroot\\', '%systemroot%\\', '%windir%\\', 'systemroot\\'];

const DEVICE = '\\device\\harddiskvolume';

/**
 * A path as the same file's other observers write it: without `\\?\` and `\??\`, with the drive
 * letter instead of `\Device\HarddiskVolume3\` where the folder tells it, and `C:\Windows` for
 * `\SystemRoot` and `%SystemRoot%`. Other paths are returned as they are.
 */
export function plainPath(path: string): string {
  if (path.charCodeAt(1) === COLON || path.startsWith('/')) return path;
  for (const prefix of SILENT_PREFIXES) {
    if (path.startsWith(prefix)) return plainPath(path.slice(prefix.length));
  }
  const start = path.slice(0, 40).toLowerCase();
  if (start.startsWith(DEVICE)) {
    const slash = path.indexOf('\\', DEVICE.length);
    const rest = slash < 0 ? '' : start.slice(slash + 1);
    const isSystem = SYSTEM_FOLDERS.some((folder) => rest.startsWith(folder));
    return isSystem ? `C:\\${path.slice(slash + 1)}` : path;
  }
  for (const prefix of WINDOWS_PREFIXES) {
    if (start.startsWith(prefix)) return `C:\\Windows\\${path.slice(prefix.length)}`;
  }
  return start.startsWith('system32\\') ? `C:\\Windows\\${path}` : path;
}

/** The form in which paths are compared: Windows does not tell them apart by case. */
export function pathKey(plain: string): string {
  return plain.startsWith('/') ? plain : plain.toLowerCase();
}

/** What comes after the last separator, of either kind. */
export function lastSegment(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

/**
 * The program of a command line, when it is a whole path: quoted, or up to `.exe` or the first
 * space. Undefined when it is not.
 */
export function programOf(commandLine: string): string | undefined {
  const line = commandLine.trim();
  let program = line;
  if (line.startsWith('"')) {
    const close = line.indexOf('"', 1);
    program = line.slice(1, close < 0 ? undefined : close);
  } else {
    const exe = line.slice(0, 1_024).toLowerCase().indexOf('.exe');
    const space = line.indexOf(' ');
    if (exe >= 0) program = line.slice(0, exe + 4);
    else if (space >= 0) program = line.slice(0, space);
  }
  const plain = plainPath(program);
  return plain.charCodeAt(1) === COLON || plain.startsWith('/') ? plain : undefined;
}
