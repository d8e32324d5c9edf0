/** A recording of an attack, and what a reviewer of it must be shown. */
export interface Scenario {
  /** A file of the corpus, or a folder whose files are one recording. */
  readonly path: string;
  /** Where the attacker was: short names of hosts, accounts or addresses, any of which is right. */
  readonly hosts: readonly string[];
  /** Parts of the names, paths or command lines of what the attacker ran, wrote or called. */
  readonly traces: readonly string[];
}

type Row = readonly [path: string, hosts: string, traces: string];

/**
 * Written by hand from what the corpus's notes and the events themselves say. Names in here are
 * the recordings' own: no analyzer may know them.
 */
const WINDOWS: readonly Row[] = [
  [
    'collection/msf_record_mic',
    'workstation5 workstation6',
    'powershell|payload|rundll32|capabilityaccessmanager',
  ],
  ['credential_access/cmd_dumping_ntds_dit_file_ntdsutil', 'dc01', 'ntdsutil|ntds'],
  ['credential_access/cmd_sam_copy_esentutl', 'workstation5', 'esentutl|\\sam'],
  [
    'credential_access/covenant_dcsync_dcerpc_drsuapi_DsGetNCChanges',
    'workstation5 mordordc',
    'grunthttp|pgustavo',
  ],
  ['credential_access/empire_mimikatz_extract_keys', 'workstation5', 'powershell'],
  ['credential_access/empire_mimikatz_logonpasswords', 'workstation5', 'powershell'],
  [
    'credential_access/empire_mimikatz_lsadump_inject_protected_mode',
    'workstation5 mordordc',
    'powershell|lsass',
  ],
  ['credential_access/empire_mimikatz_lsadump_patch', 'workstation5 mordordc', 'powershell'],
  ['credential_access/empire_mimikatz_opth', 'it001', 'powershell|cmd.exe'],
  ['credential_access/empire_ninjacopy_dumping_ntds_dit_file', 'dc01', 'launcher|powershell'],
  ['credential_access/empire_powerdump_sam_access', 'workstation5', 'powershell'],
  [
    'credential_access/empire_shell_rubeus_asktgt_createnetonly',
    'workstation6',
    'rubeus|powershell',
  ],
  ['credential_access/psh_input_capture_promptforcreds', 'workstation5', 'powershell|wardog'],
  [
    'credential_access/rdp_interactive_taskmanager_lsass_dump',
    'workstation5 workstation6',
    'taskmgr|lsass.dmp|lsass.exe',
  ],
  [
    'defense_evasion/auditpol_system_user_auditpolicy_modification',
    'pedro-computer',
    'payload|auditpol',
  ],
  ['defense_evasion/cmd_bitsadmin_download_psh_script', 'workstation5', 'bitsadmin'],
  [
    'defense_evasion/cmd_disable_eventlog_service_startuptype_modification_via_registry',
    'pedro01',
    'payload|reg.exe|services\\eventlog\\start',
  ],
  ['defense_evasion/cmd_mshta_vbscript_execute_psh', 'workstation5', 'mshta'],
  ['defense_evasion/cmd_netsh_fw_mod_open_ports', 'workstation5', 'netsh'],
  [
    'defense_evasion/cmd_process_herpaderping_snippingtool',
    'workstation5',
    'herpaderping|wardog.exe',
  ],
  ['defense_evasion/cmd_psh_stop_netprofm_eventlog_before_reboot', 'pedro01', 'payload|powershell'],
  [
    'defense_evasion/cmd_stop_event_logging_controlset001_minint_key',
    'pedro01',
    'payload|reg.exe|minint',
  ],
  [
    'defense_evasion/cmd_wevtutil_modify_security_eventlog_path',
    'desktop-cqf82l6',
    'payload|wevtutil|eventlog\\security\\file',
  ],
  ['defense_evasion/covenant_installutil', 'workstation5', 'grunthttp|installutil'],
  [
    'defense_evasion/empire_dllinjection_LoadLibrary_CreateRemoteThread',
    'workstation5',
    'powershell|notepad',
  ],
  ['defense_evasion/empire_enable_rdp', 'hr001', 'powershell|reg.exe|netsh|fdenytsconnections'],
  ['defense_evasion/empire_monologue_netntlm_downgrade', 'it001', 'powershell'],
  ['defense_evasion/empire_powerview_ldap_ntsecuritydescriptor', 'workstation5', 'powershell'],
  [
    'defense_evasion/empire_wmic_add_user_backdoor',
    'workstation5 workstation6',
    'wmic|net user|net1 user|powershell',
  ],
  ['defense_evasion/psh_control_panel_execution', 'workstation5', 'calc.cpl'],
  ['defense_evasion/psh_hh_local_html_payload', 'workstation5', 'hh.exe|calc.exe'],
  [
    'defense_evasion/purplesharp_pe_injection_createremotethread',
    'workstation5',
    'purplesharp|notepad',
  ],
  [
    'defense_evasion/reg_disable_eventlog_service_startuptype_modification_via_registry',
    'pedro01',
    'payload|services\\eventlog\\start',
  ],
  [
    'defense_evasion/reg_meterpreter_process_commandline_logging_disabled',
    'pedro-computer',
    'payload|processcreationincludecmdline',
  ],
  ['defense_evasion/reg_stop_event_logging_controlset_minint_key', 'pedro01', 'payload|minint'],
  ['discovery/cmd_discover_iexplorer_version_registry', 'workstation5', 'reg  query|wardog'],
  [
    'discovery/covenant_getdomaingroup_ldap_searchrequest_domain_admins',
    'workstation5',
    'grunthttp',
  ],
  ['discovery/empire_getsession_dcerpc_smb_srvsvc_NetSessEnum', 'workstation5', 'powershell'],
  ['discovery/empire_shell_net_local_users', 'workstation5', 'powershell|net.exe'],
  [
    'discovery/empire_shell_rpc_samr_smb_group_domain_admins_standard_user',
    'workstation6',
    'powershell|net.exe',
  ],
  ['execution/cmd_sharpview_pcre_net', 'workstation5', 'sharpview'],
  ['execution/psh_powershell_httplistener', 'workstation5', 'powershell|wardog'],
  [
    'lateral_movement/aadinternals_export_adfsdatabaseconfig_remotely',
    'adfs01',
    'microsoft.identityserver|adfs',
  ],
  [
    'lateral_movement/covenant_copy_smb_CreateRequest',
    'workstation5 workstation6',
    'grunthttp|pgustavo',
  ],
  [
    'lateral_movement/covenant_dcom_executeexcel4macro_blocked',
    'workstation5 workstation6',
    'grunthttp|moveexcel4|excel',
  ],
  [
    'lateral_movement/covenant_dcom_iertutil_dll_hijack',
    'workstation5 workstation6',
    'grunthttp|iexplore|iertutil',
  ],
  [
    'lateral_movement/covenant_dcom_registerxll',
    'workstation5 workstation6',
    'grunthttp|moveexcelxll|excel',
  ],
  [
    'lateral_movement/covenant_psremoting_command',
    'workstation5 workstation6',
    'grunthttp|wsmprovhost',
  ],
  ['lateral_movement/covenant_sc_query_dcerpc_smb_svcctl', 'workstation5', 'grunthttp|sc.exe'],
  [
    'lateral_movement/covenant_sharpsc_query_dcerpc_smb_svcctl',
    'workstation5 workstation6',
    'grunthttp',
  ],
  [
    'lateral_movement/covenant_sharpsc_start_dcerpc_smb_svcctl',
    'workstation5 workstation6',
    'grunthttp',
  ],
  [
    'lateral_movement/covenant_sharpsc_stop_dcerpc_smb_svcctl',
    'workstation5 workstation6',
    'grunthttp',
  ],
  [
    'lateral_movement/covenant_sharpwmi_create_dcerpc_wmi',
    'workstation5 workstation6',
    'grunthttp',
  ],
  [
    'lateral_movement/covenant_wmi_wbemcomn_dll_hijack',
    'workstation5 workstation6',
    'grunthttp|wmic|wbemcomn|wmiprvse|notepad',
  ],
  ['lateral_movement/empire_dcom_shellwindows_stager', 'workstation5 workstation6', 'powershell'],
  [
    'lateral_movement/empire_msbuild_dcerpc_wmi_smb',
    'workstation5 workstation6',
    'msbuild|powershell',
  ],
  [
    'lateral_movement/empire_psremoting_stager',
    'workstation5 workstation6',
    'wsmprovhost|powershell',
  ],
  [
    'lateral_movement/empire_smbexec_dcerpc_smb_svcctl',
    'workstation5 workstation6',
    'powershell|pgujloakfqfvomhgfqpx',
  ],
  [
    'lateral_movement/purplesharp_ad_playbook_I',
    'workstation5 workstation6 workstation7 mordordc',
    'purplesharp|wsmprovhost',
  ],
  ['lateral_movement/schtask_create', 'workstation5 workstation6', 'schtasks|eventcachemanager'],
  [
    'persistence/cmd_userinitmprlogonscript_batch',
    'workstation5',
    'userinitmprlogonscript|art.bat',
  ],
  ['persistence/covenant_persiststartup', 'hr001 it001 acct001 file001', 'grunt|startup'],
  [
    'persistence/empire_persistence_registry_modification_run_keys_standard_user',
    'workstation5',
    'powershell|currentversion\\run',
  ],
  [
    'persistence/empire_schtasks_creation_standard_user',
    'workstation5',
    'powershell|mordorschtask',
  ],
  [
    'privilege_escalation/cmd_service_mod_fax',
    'workstation5',
    'sc  config|powershell.exe -noexit|services\\fax',
  ],
  ['privilege_escalation/empire_invoke_runas', 'hr001', 'powershell|wscript|autoupdate'],
];

const OTHERS: readonly Row[] = [
  [
    'otrf-security-datasets/compound/LSASS_campaign_01/metasploit_logonpasswords_lsass_memory_dump.jsonl.gz',
    'mkt01',
    'winx64_payload|rtcpef',
  ],
  [
    'otrf-security-datasets/compound/LSASS_campaign_02/metasploit_procdump_lsass_memory_dump.jsonl.gz',
    'acct01',
    'happy_image|winx64_payload|procdump|lsass_dump',
  ],
  [
    'otrf-security-datasets/compound/Log4Shell/securityauditing_log4shell_cve2021_44228_java_serialized_object.jsonl.gz',
    'workstation5',
    'tomcat9|powershell',
  ],
  [
    'otrf-security-datasets/compound/Log4Shell/sysmon_log4shell_cve2021_44228_java_serialized_object.jsonl.gz',
    'workstation5',
    'tomcat9|powershell',
  ],
  [
    'otrf-security-datasets/compound/Log4Shell/syslog_sysmon_log4shell_cve2021_44228_jndi_reference.jsonl.gz',
    'ubuntu5',
    'java|bash|/tmp|wget|nc',
  ],
  [
    'otrf-security-datasets/compound/GoldenSAMLADFSMailAccess/WindowsEvents.jsonl.gz',
    'dc01 adfs01',
    'adfs|replicat|simulandlabs|azuresync|contoso|directory',
  ],
  ['grapl/eventlog.xml', 'desktop-fvshabr', 'svchost|dropper|cmd.exe'],
  [
    'zeek-apt29-day1',
    '10.0.1.4 10.0.1.6 192.168.0.4 scranton nashua zeek',
    '192.168.0.4|10.0.1.4|10.0.1.6',
  ],
  [
    'cloudtrail-invictus/cloudtrail.jsonl.gz',
    '*',
    'stratus|getpassworddata|getsecretvalue|assumerole|stoplogging|deletetrail|benjamin|bert-jan',
  ],
];

/** One file for each technique, named after it; the account is the only asset. */
const CLOUD: readonly (readonly [technique: string, traces: string])[] = [
  ['aws.credential-access.ec2-get-password-data', 'getpassworddata'],
  ['aws.credential-access.secretsmanager-batch-retrieve-secrets', 'batchgetsecretvalue'],
  ['aws.credential-access.ssm-retrieve-securestring-parameters', 'getparameters'],
  ['aws.defense-evasion.cloudtrail-event-selectors', 'puteventselectors'],
  ['aws.defense-evasion.dns-delete-logs', 'deleteresolverquerylogconfig'],
  ['aws.defense-evasion.vpc-remove-flow-logs', 'deleteflowlogs'],
  ['aws.execution.ec2-launch-unusual-instances', 'runinstances'],
  ['aws.execution.ssm-send-command', 'sendcommand'],
  ['aws.exfiltration.ec2-security-group-open-port-22-ingress', 'authorizesecuritygroupingress|sg-'],
  ['aws.exfiltration.ec2-share-ebs-snapshot', 'modifysnapshotattribute|snap-'],
  ['aws.impact.bedrock-invoke-model', 'invokemodel|foundationmodel|usecaseformodel'],
  ['aws.lateral-movement.ec2-instance-connect', 'sendsshpublickey'],
  ['aws.persistence.iam-backdoor-role', 'updateassumerolepolicy'],
  ['aws.persistence.iam-create-admin-user', 'createaccesskey|attachuserpolicy'],
  ['aws.persistence.iam-create-user-login-profile', 'createloginprofile'],
  ['aws.persistence.lambda-layer-extension', 'updatefunctionconfiguration'],
  ['aws.persistence.rolesanywhere-create-trust-anchor', 'createtrustanchor'],
  ['aws.privilege-escalation.iam-update-user-login-profile', 'updateloginprofile'],
];

/** Recordings of attacks of which it is known where they happened and through what. */
export const SCENARIOS: readonly Scenario[] = [
  ...WINDOWS.map(([name, hosts, traces]): Row => [
    `otrf-security-datasets/windows/${name}.jsonl.gz`,
    hosts,
    traces,
  ]),
  ...OTHERS,
  ...CLOUD.map(([name, traces]): Row => [`cloudtrail-stratus/${name}.jsonl`, '*', traces]),
].map(([path, hosts, traces]) => ({
  path,
  hosts: hosts.split(' '),
  traces: traces.split('|'),
}));

/** Folders of short recordings, one attack on one host each, of which only that is known. */
export const SAMPLE_FOLDERS = ['evtx-attack-samples', 'evtx-to-mitre-attack'];

/** A recording, or a part of it, in which nothing happened that a reviewer wants to see. */
export interface Benign {
  readonly path: string;
  /** Only records before this time are read: the attack came later. */
  readonly before?: number | undefined;
}

export const BENIGN: readonly Benign[] = [
  { path: 'benign/evtx-parser-samples' },
  { path: 'benign/otrf-pre-attack-slices' },
  { path: 'loghub/Mac_2k.log' },
  {
    path: 'otrf-security-datasets/compound/LSASS_campaign_01/metasploit_logonpasswords_lsass_memory_dump.jsonl.gz',
    before: Date.parse('2023-08-15T09:54:12.007Z'),
  },
  {
    path: 'otrf-security-datasets/compound/LSASS_campaign_02/metasploit_procdump_lsass_memory_dump.jsonl.gz',
    before: Date.parse('2023-08-15T05:34:32.901Z'),
  },
];
