/** Programs, folders and keys that the examples ask for, so that each asks for something else. */
const PROGRAMS = ['cmd', 'powershell', 'rundll32', 'regsvr32', 'mshta', 'wscript', 'certutil'];
const PARENTS = ['winword', 'excel', 'explorer', 'services', 'svchost', 'wmiprvse', 'chrome'];
const FOLDERS = ['\\Temp\\', '\\Downloads\\', '\\Startup\\', '\\Tasks\\', '\\System32\\'];
const WORDS = ['-enc', 'invoke', 'download', 'vssadmin', 'lsass', 'bypass', 'hidden'];
const KEYS = ['\\Run\\', '\\Services\\', '\\Winlogon\\', '\\Policies\\', '\\Image File'];

type Template = (index: number) => string;

/** Shapes like those that analyzers have: one of each construct, the plain ones more often. */
const TEMPLATES: readonly Template[] = [
  (n) => `
nodes:
  parent: { type: process, where: { image|endswith: '\\${of(PARENTS, n)}.exe' } }
  child: { type: process, where: { image|endswith: ['\\${of(PROGRAMS, n)}.exe', '\\${of(PROGRAMS, n + 3)}.exe'] } }
edges: [[parent, children, child]]`,
  (n) => `
nodes:
  process: { type: process, where: { name: ${of(PROGRAMS, n)}.exe, command_line|contains: '${of(WORDS, n)}' } }`,
  (n) => `
nodes:
  process: { type: process, where: { command_line|contains|all: ['${of(WORDS, n)}', '${of(WORDS, n + 2)}'] } }`,
  (n) => `
nodes:
  process: { type: process, not: { name: [${of(PARENTS, n)}.exe, ${of(PROGRAMS, n)}.exe] } }
  file: { type: file, where: { path|contains: '${of(FOLDERS, n)}', name|endswith: [.exe, .dll, .ps1] } }
edges: [[process, [created_files, wrote_files], file]]`,
  (n) => `
nodes:
  process: { type: process }
  key: { type: registry_key, where: { path|contains: '${of(KEYS, n)}', data|re: '(?i)${of(PROGRAMS, n)}' } }
edges: [[process, set_keys, key]]`,
  (n) => `
nodes:
  process: { type: process, where: { name: ${of(PROGRAMS, n)}.exe } }
  address: { type: address, not: { ip|cidr: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16] } }
edges: [[process, connected_to, address]]`,
  (n) => `
nodes:
  process: { type: process, not: { image|contains: '${of(FOLDERS, n)}' } }
  target: { type: process, where: { name: ${n % 2 === 0 ? 'lsass' : of(PARENTS, n)}.exe } }
edges: [[process, ${n % 2 === 0 ? 'accessed' : 'injected'}, target]]`,
  (n) => `
nodes:
  process: { type: process }
  file: { type: file, where: { name: [${of(WORDS, n)}.dll, ${of(PROGRAMS, n)}.dll], signature_status: unsigned } }
edges: [[process, loaded, file]]`,
  (n) => `
nodes:
  writer: { type: process, where: { name: ${of(PARENTS, n)}.exe } }
  file: { type: file }
  program: { type: process }
edges: [{ written: [writer, created_files, file] }, { run: [program, executable, file] }]
order: [written before run within 5m]`,
  (n) => `
nodes:
  ancestor: { type: process, where: { name: ${of(PARENTS, n)}.exe } }
  shell: { type: process, where: { name: ${of(PROGRAMS, n)}.exe } }
edges: [[ancestor, children+4, shell]]
any:
  - nodes: { address: { type: address } }
    edges: [[shell, connected_to, address]]
  - nodes: { file: { type: file, where: { name|endswith: .exe } } }
    edges: [[shell, created_files, file]]`,
  (n) => `
nodes:
  parent: { type: process, where: { name|exists: true } }
  child: { type: process, where: { name: ${of(PROGRAMS, n)}.exe } }
edges: [[parent, children, child]]
rare: { by: [parent.name, child.name], at_most: 3 }`,
  (n) => `
nodes: { process: { type: process } }
count: [{ of: [process, ${n % 2 === 0 ? 'connected_to' : 'created_files'}], at_least: ${100 + n}, within: 1m }]`,
  (n) => `
nodes:
  process: { type: process, where: { name: ${of(PROGRAMS, n)}.exe } }
  domain: { type: domain, not: { name|endswith: [.microsoft.com, .windows.com] } }
edges: [[process, resolved, domain]]
absent:
  - settle: 5m
    nodes: { address: { type: address } }
    edges: [[process, connected_to, address]]`,
  (n) => `
nodes:
  writer: { type: process, where: { name: ${of(PROGRAMS, n)}.exe } }
  file: { type: file, where: { path|contains: '${of(FOLDERS, n)}' } }
  shell: { type: process, where: { name: powershell.exe } }
edges: [[writer, created_files, file], [writer, children, shell]]
compare: [shell.command_line contains file.path]`,
];

/** Texts of so many analyzers, all different, for measurements. */
export function exampleAnalyzers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const template = TEMPLATES[index % TEMPLATES.length];
    const pattern = template?.(Math.floor(index / TEMPLATES.length)) ?? '';
    return `id: example-${index}
title: Example ${index}
description: An example to measure by.
risk: 10
level: low
techniques: []
lens: [asset]${pattern}
`;
  });
}

function of(words: readonly string[], index: number): string {
  return words[index % words.length] ?? '';
}
