/** What a new Sigma rule begins with: one that can be saved as it is, but for its id. */
export function newRule(id: string): string {
  return `title: My rule
id: ${id}
status: experimental
description: What was seen, why it matters, and what to check first.
level: medium
tags: []
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image|endswith: '\\my-tool.exe'
  condition: selection
falsepositives: []
`;
}
