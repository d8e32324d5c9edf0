/** A way to send logs, ready to be run: address and token are in it. */
export interface Snippet {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly code: string;
}

/**
 * The commands that send a first upload to this service, and what makes the usual shippers send to
 * it: docs/sending-logs.md has more of them, and what each answers.
 */
export function snippets(origin: string, token: string): Snippet[] {
  return [...commands(`${origin}/ingest`, token), ...shippers(new URL(origin), token)];
}

function commands(url: string, token: string): Snippet[] {
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

function shippers(origin: URL, token: string): Snippet[] {
  const isSecure = origin.protocol === 'https:';
  const port = origin.port || (isSecure ? '443' : '80');
  const node = `${origin.protocol}//${origin.hostname}:${port}`;
  return [
    {
      name: 'beats',
      title: 'Winlogbeat, Filebeat',
      about: 'In winlogbeat.yml or filebeat.yml, version 7.14 and later; nothing else changes.',
      code: [
        `output.elasticsearch:`,
        `  hosts: ["${node}/elastic"]`,
        `  api_key: "grapnel:${token}"`,
      ].join('\n'),
    },
    {
      name: 'fluent-bit',
      title: 'Fluent Bit',
      about: 'An output of the kind es.',
      code: [
        `[OUTPUT]`,
        `  name               es`,
        `  match              *`,
        `  host               ${origin.hostname}`,
        `  port               ${port}`,
        `  tls                ${isSecure ? 'on' : 'off'}`,
        `  path               /elastic`,
        `  http_user          grapnel`,
        `  http_passwd        ${token}`,
        `  suppress_type_name on`,
        `  compress           gzip`,
      ].join('\n'),
    },
    {
      name: 'vector',
      title: 'Vector',
      about: 'A sink; put the names of your sources in inputs.',
      code: [
        `[sinks.grapnel]`,
        `type = "elasticsearch"`,
        `inputs = ["logs"]`,
        `endpoints = ["${origin.origin}/elastic"]`,
        `auth = { strategy = "basic", user = "grapnel", password = "${token}" }`,
      ].join('\n'),
    },
    {
      name: 'logstash',
      title: 'Logstash',
      about: 'An output beside those that you have.',
      code: [
        `output {`,
        `  elasticsearch {`,
        `    hosts => ["${node}/elastic"]`,
        `    user => "grapnel"`,
        `    password => "${token}"`,
        `  }`,
        `}`,
      ].join('\n'),
    },
    {
      name: 'rsyslog',
      title: 'rsyslog',
      about: 'With the package rsyslog-elasticsearch, in a file of /etc/rsyslog.d.',
      code: [
        `module(load="omelasticsearch")`,
        `template(name="grapnel" type="list" option.jsonf="on") {`,
        `  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")`,
        `  property(outname="host" name="hostname" format="jsonf")`,
        `  property(outname="program" name="programname" format="jsonf")`,
        `  property(outname="message" name="msg" format="jsonf")`,
        `}`,
        `action(type="omelasticsearch" template="grapnel" bulkmode="on" searchIndex="syslog" searchType=""`,
        `  server="${origin.protocol}//${origin.hostname}" serverport="${port}" uid="grapnel" pwd="${token}")`,
      ].join('\n'),
    },
    {
      name: 'syslog-ng',
      title: 'syslog-ng',
      about: 'With syslog-ng-mod-http and syslog-ng-scl; log { … } sends to it what you choose.',
      code: [
        `destination d_grapnel {`,
        `  elasticsearch-http(url("${origin.origin}/_bulk") index("syslog") type("")`,
        `    user("grapnel") password("${token}"));`,
        `};`,
      ].join('\n'),
    },
    {
      name: 'opentelemetry',
      title: 'OpenTelemetry',
      about: 'An exporter of the Collector; name it in the logs pipeline.',
      code: [
        `exporters:`,
        `  otlphttp/grapnel:`,
        `    logs_endpoint: ${origin.origin}/v1/logs`,
        `    headers:`,
        `      authorization: Bearer ${token}`,
      ].join('\n'),
    },
    {
      name: 'splunk',
      title: 'Splunk HEC',
      about: 'Whatever sends to an HTTP event collector: its address and token.',
      code: [`URL    ${origin.origin}/services/collector`, `Token  ${token}`].join('\n'),
    },
  ];
}
