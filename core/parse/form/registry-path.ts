/** Long and kernel names of hives, and the short names that are used instead. In upper case. */
const HIVES: readonly (readonly [string, string])[] = [
  ['\\REGISTRY\\MACHINE\\', 'HKLM\\'],
  ['\\REGISTRY\\USER\\', 'HKU\\'],
  ['HKEY_LOCAL_MACHINE\\', 'HKLM\\'],
  ['HKEY_USERS\\', 'HKU\\'],
  ['HKEY_CURRENT_USER\\', 'HKCU\\'],
  ['HKEY_CLASSES_ROOT\\', 'HKCR\\'],
];

const CONTROL_SET = /^(HKLM\\SYSTEM\\)ControlSet\d{3}\\/i;

/** The path of a registry key as the same key's other observers write it. */
export function registryPath(path: string): string {
  const start = path.slice(0, 24).toUpperCase();
  const hive = HIVES.find(([long]) => start.startsWith(long));
  const short = hive === undefined ? path : hive[1] + path.slice(hive[0].length);
  return short.replace(CONTROL_SET, '$1CurrentControlSet\\');
}
