import type { Expression, LogSource } from './rule.ts';

/** Which Windows or Sysmon-for-Linux records a category of rules is about. */
export interface EventSource {
  readonly channels: readonly string[];
  readonly eventIds: readonly string[];
  /** Rule field → record field, where the record calls it otherwise. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** A further condition on the record. */
  readonly where?: Expression | undefined;
}

const SYSMON = 'microsoft-windows-sysmon/operational';
const POWERSHELL = ['microsoft-windows-powershell/operational', 'powershellcore/operational'];
const POWERSHELL_CLASSIC = ['windows powershell'];
const DEFENDER = 'microsoft-windows-windows defender/operational';

/** Security 4688 says what Sysmon 1 says, in other words (rules specification, "Field Usage"). */
const PROCESS_4688: EventSource = {
  channels: ['security'],
  eventIds: ['4688'],
  fields: {
    image: 'newprocessname',
    parentimage: 'parentprocessname',
    processid: 'newprocessid',
    parentprocessid: 'processid',
    user: 'subjectusername',
    logonid: 'subjectlogonid',
    integritylevel: 'mandatorylabel',
  },
};

/** Security 4657, a registry value was modified. */
const REGISTRY_4657: EventSource = {
  channels: ['security'],
  eventIds: ['4657'],
  fields: {
    image: 'processname',
    targetobject: 'objectname',
    details: 'newvalue',
    user: 'subjectusername',
  },
};

const sysmon = (...eventIds: string[]): readonly EventSource[] => [
  { channels: [SYSMON], eventIds },
];
const registryKey = (...eventTypes: string[]): readonly EventSource[] => [
  {
    channels: [SYSMON],
    eventIds: ['12'],
    where: { kind: 'or', items: eventTypes.map(isEventType) },
  },
];

/** Windows categories (taxonomy appendix 2.1.0, "Windows Folder"), Sysmon's and the others'. */
const WINDOWS_CATEGORIES: ReadonlyMap<string, readonly EventSource[]> = new Map([
  ['process_creation', [...sysmon('1'), PROCESS_4688]],
  ['file_change', sysmon('2')],
  ['network_connection', sysmon('3')],
  ['sysmon_status', sysmon('4', '16')],
  ['process_termination', sysmon('5')],
  ['driver_load', sysmon('6')],
  ['image_load', sysmon('7')],
  ['create_remote_thread', sysmon('8')],
  ['raw_access_thread', sysmon('9')],
  ['process_access', sysmon('10')],
  ['file_event', sysmon('11')],
  ['registry_event', [...sysmon('12', '13', '14'), REGISTRY_4657]],
  ['registry_add', registryKey('createkey')],
  ['registry_delete', registryKey('deletekey', 'deletevalue')],
  ['registry_set', [...sysmon('13'), REGISTRY_4657]],
  ['registry_rename', sysmon('14')],
  ['create_stream_hash', sysmon('15')],
  ['pipe_created', sysmon('17', '18')],
  ['wmi_event', sysmon('19', '20', '21')],
  ['dns_query', sysmon('22')],
  ['file_delete', sysmon('23')],
  ['clipboard_capture', sysmon('24')],
  ['process_tampering', sysmon('25')],
  ['file_delete_detected', sysmon('26')],
  ['file_block_executable', sysmon('27')],
  ['file_block_shredding', sysmon('28')],
  ['file_executable_detected', sysmon('29')],
  ['sysmon_error', sysmon('255')],
  ['ps_classic_start', [{ channels: POWERSHELL_CLASSIC, eventIds: ['400'] }]],
  ['ps_classic_provider_start', [{ channels: POWERSHELL_CLASSIC, eventIds: ['600'] }]],
  ['ps_classic_script', [{ channels: POWERSHELL_CLASSIC, eventIds: ['800'] }]],
  ['ps_module', [{ channels: POWERSHELL, eventIds: ['4103'] }]],
  ['ps_script', [{ channels: POWERSHELL, eventIds: ['4104'] }]],
]);

/** Sysmon for Linux (taxonomy appendix, "Linux Folder"). */
const LINUX_CATEGORIES: ReadonlyMap<string, readonly EventSource[]> = new Map(
  [
    ['process_creation', '1'],
    ['network_connection', '3'],
    ['file_event', '11'],
  ].map(([category = '', eventId = '']) => [
    category,
    [{ channels: ['linux-sysmon/operational', SYSMON], eventIds: [eventId] }],
  ]),
);

/** Rules about any antivirus hold for Defender's findings, under Defender's names for the fields. */
const ANTIVIRUS: readonly EventSource[] = [
  {
    channels: [DEFENDER],
    eventIds: [
      '1006',
      '1007',
      '1008',
      '1009',
      '1010',
      '1011',
      '1012',
      '1017',
      '1018',
      '1019',
      '1115',
      '1116',
    ],
    fields: { signature: 'threatname', filename: 'path' },
  },
];

/** Windows services and their channels (taxonomy appendix, "Windows Folder"); lower case. */
const WINDOWS_SERVICES: ReadonlyMap<string, readonly string[]> = new Map([
  ['application', ['application']],
  [
    'application-experience',
    [
      'microsoft-windows-application-experience/program-telemetry',
      'microsoft-windows-application-experience/program-compatibility-assistant',
    ],
  ],
  [
    'applocker',
    [
      'microsoft-windows-applocker/msi and script',
      'microsoft-windows-applocker/exe and dll',
      'microsoft-windows-applocker/packaged app-deployment',
      'microsoft-windows-applocker/packaged app-execution',
    ],
  ],
  ['appmodel-runtime', ['microsoft-windows-appmodel-runtime/admin']],
  ['appxdeployment-server', ['microsoft-windows-appxdeploymentserver/operational']],
  ['appxpackaging-om', ['microsoft-windows-appxpackaging/operational']],
  ['bitlocker', ['microsoft-windows-bitlocker/bitlocker management']],
  ['bits-client', ['microsoft-windows-bits-client/operational']],
  ['capi2', ['microsoft-windows-capi2/operational']],
  [
    'certificateservicesclient-lifecycle-system',
    ['microsoft-windows-certificateservicesclient-lifecycle-system/operational'],
  ],
  ['codeintegrity-operational', ['microsoft-windows-codeintegrity/operational']],
  ['dhcp', ['microsoft-windows-dhcp-server/operational']],
  ['diagnosis-scripted', ['microsoft-windows-diagnosis-scripted/operational']],
  ['dns-client', ['microsoft-windows-dns client events/operational']],
  ['dns-server', ['dns server']],
  ['dns-server-analytic', ['microsoft-windows-dns-server/analytical']],
  ['dns-server-audit', ['microsoft-windows-dns-server/audit']],
  ['driver-framework', ['microsoft-windows-driverframeworks-usermode/operational']],
  ['firewall-as', ['microsoft-windows-windows firewall with advanced security/firewall']],
  [
    'hyper-v-worker',
    ['microsoft-windows-hyper-v-worker', 'microsoft-windows-hyper-v-worker-admin'],
  ],
  ['iis-configuration', ['microsoft-iis-configuration/operational']],
  [
    'kernel-event-tracing',
    ['microsoft-windows-kernel-eventtracing', 'microsoft-windows-kernel-eventtracing/admin'],
  ],
  [
    'kernel-shimengine',
    [
      'microsoft-windows-kernel-shimengine/operational',
      'microsoft-windows-kernel-shimengine/diagnostic',
    ],
  ],
  ['ldap', ['microsoft-windows-ldap-client/debug']],
  ['lsa-server', ['microsoft-windows-lsa/operational']],
  [
    'microsoft-servicebus-client',
    ['microsoft-servicebus-client/operational', 'microsoft-servicebus-client/admin'],
  ],
  ['msexchange-management', ['msexchange management']],
  ['ntfs', ['microsoft-windows-ntfs/operational']],
  ['ntlm', ['microsoft-windows-ntlm/operational']],
  ['openssh', ['openssh/operational']],
  ['powershell', POWERSHELL],
  ['powershell-classic', POWERSHELL_CLASSIC],
  ['printservice-admin', ['microsoft-windows-printservice/admin']],
  ['printservice-operational', ['microsoft-windows-printservice/operational']],
  ['security', ['security']],
  [
    'security-mitigations',
    [
      'microsoft-windows-security-mitigations/kernel mode',
      'microsoft-windows-security-mitigations/user mode',
    ],
  ],
  ['sense', ['microsoft-windows-sense/operational']],
  [
    'servicebus-client',
    ['microsoft-servicebus-client/operational', 'microsoft-servicebus-client/admin'],
  ],
  ['shell-core', ['microsoft-windows-shell-core/operational']],
  ['smbclient-connectivity', ['microsoft-windows-smbclient/connectivity']],
  ['smbclient-security', ['microsoft-windows-smbclient/security']],
  ['smbserver-connectivity', ['microsoft-windows-smbserver/connectivity']],
  ['sysmon', [SYSMON]],
  ['system', ['system']],
  ['taskscheduler', ['microsoft-windows-taskscheduler/operational']],
  [
    'terminalservices-localsessionmanager',
    ['microsoft-windows-terminalservices-localsessionmanager/operational'],
  ],
  ['vhdmp', ['microsoft-windows-vhdmp/operational', 'microsoft-windows-vhdmp-operational']],
  ['windefend', [DEFENDER]],
  ['wmi', ['microsoft-windows-wmi-activity/operational']],
]);

/** What decides which rules see a record: its hints, in lower case. */
export interface RecordSource {
  readonly product: string;
  readonly category: string;
  readonly service: string;
  readonly channel: string;
  readonly eventId: string;
}

/** How a rule applies to a kind of record. */
export interface Route {
  readonly fields?: EventSource['fields'];
  readonly where?: EventSource['where'];
}

const PLAIN: Route = {};

/**
 * Whether records of a source are what a rule is about, and under which names. Undefined if not.
 *
 * A product must be the record's. A category or service must be the record's own hint, or for
 * Windows be what its channel and event id mean (taxonomy appendix 2.1.0).
 */
export function routeOf(rule: LogSource, record: RecordSource): Route | undefined {
  if (rule.product !== undefined && rule.product !== record.product) return undefined;
  if (rule.service !== undefined && !isService(rule.service, record)) return undefined;
  if (rule.category === undefined || rule.category === record.category) return PLAIN;
  return categorySources(rule, record).find(
    ({ channels, eventIds }) =>
      channels.includes(record.channel) && eventIds.includes(record.eventId),
  );
}

/** Every channel and event id that the taxonomy tells apart, in lower case. */
export function knownEvents(): {
  readonly channels: ReadonlySet<string>;
  readonly eventIds: ReadonlySet<string>;
} {
  const sources = [...WINDOWS_CATEGORIES.values(), ...LINUX_CATEGORIES.values(), ANTIVIRUS].flat();
  return {
    channels: new Set([
      ...sources.flatMap(({ channels }) => channels),
      ...[...WINDOWS_SERVICES.values()].flat(),
    ]),
    eventIds: new Set(sources.flatMap(({ eventIds }) => eventIds)),
  };
}

/** Every further condition that a source can ask for. */
export function sourceConditions(): readonly Expression[] {
  const sources = [...WINDOWS_CATEGORIES.values()].flat();
  return sources.flatMap(({ where }) => where ?? []);
}

function isEventType(text: string): Expression {
  return { kind: 'test', field: 'EventType', match: { kind: 'equals', text } };
}

function isService(service: string, record: RecordSource): boolean {
  if (service === record.service) return true;
  return (
    record.product === 'windows' &&
    (WINDOWS_SERVICES.get(service)?.includes(record.channel) ?? false)
  );
}

function categorySources(rule: LogSource, record: RecordSource): readonly EventSource[] {
  const category = rule.category ?? '';
  if (category === 'antivirus') return record.product === 'windows' ? ANTIVIRUS : [];
  if (record.product === 'windows') return WINDOWS_CATEGORIES.get(category) ?? [];
  return record.product === 'linux' ? (LINUX_CATEGORIES.get(category) ?? []) : [];
}
