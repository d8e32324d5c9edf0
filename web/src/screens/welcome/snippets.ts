/** A way to send logs, ready to be run: address and token are in it. */
export interface Snippet {
  readonly name: 'ndjson' | 'xml' | 'powershell';
  readonly title: string;
  readonly about: string;
  readonly code: string;
}

/** The commands that send a first upload to this service. */
export function snippets(origin: string, token: string): Snippet[] {
  const url = `${origin}/ingest`;
  return [
    {
      name: 'ndjson',
      title: 'JSON lines',
      about: 'One JSON record a line; gzip and zstd are taken as they are.',
      code: [
        `curl --fail-with-body '${url}' \\`,
        `  -H 'Authorization: Bearer ${token}' \\`,
        `  -H 'Content-Type: application/x-ndjson' \\`,
        `  --data-binary @events.ndjson`,
      ].join('\n'),
    },
    {
      name: 'xml',
      title: 'Sysmon XML',
      about: 'As Event Viewer and wevtutil export it: <Event> after <Event>.',
      code: [
        `curl --fail-with-body '${url}' \\`,
        `  -H 'Authorization: Bearer ${token}' \\`,
        `  -H 'Content-Type: application/xml' \\`,
        `  --data-binary @sysmon.xml`,
      ].join('\n'),
    },
    {
      name: 'powershell',
      title: 'PowerShell',
      about: 'Sends the last 1,000 Sysmon events of this computer. Needs no installation.',
      code: [
        `$events = Get-WinEvent -LogName 'Microsoft-Windows-Sysmon/Operational' -MaxEvents 1000`,
        `$body = ($events | ForEach-Object { $_.ToXml() }) -join "\`n"`,
        `Invoke-RestMethod -Method Post -Uri '${url}' \``,
        `  -Headers @{ Authorization = 'Bearer ${token}' } \``,
        `  -ContentType 'application/xml; charset=utf-8' \``,
        `  -Body ([Text.Encoding]::UTF8.GetBytes($body))`,
      ].join('\n'),
    },
  ];
}
