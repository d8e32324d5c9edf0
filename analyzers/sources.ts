import accountMadeFromCommandLine from './account-made-from-command-line/analyzer.yaml';
import administratorOverNtlm from './administrator-over-ntlm/analyzer.yaml';
import antivirusFinding from './antivirus-finding/analyzer.yaml';
import antivirusSettingChanged from './antivirus-setting-changed/analyzer.yaml';
import archiveWithPassword from './archive-with-password/analyzer.yaml';
import authenticationWeakened from './authentication-weakened/analyzer.yaml';
import automationServerStartsProgram from './automation-server-starts-program/analyzer.yaml';
import bitsadminTransfersFile from './bitsadmin-transfers-file/analyzer.yaml';
import browserSavedProgram from './browser-saved-program/analyzer.yaml';
import browserStartsScriptHost from './browser-starts-script-host/analyzer.yaml';
import callerOutLooksAround from './caller-out-looks-around/analyzer.yaml';
import certutilFetchesOrDecodes from './certutil-fetches-or-decodes/analyzer.yaml';
import cloudAdministratorMade from './cloud-administrator-made/analyzer.yaml';
import cloudCommandOnInstance from './cloud-command-on-instance/analyzer.yaml';
import cloudDataDestroyed from './cloud-data-destroyed/analyzer.yaml';
import cloudFindingAboutKeyInUse from './cloud-finding-about-key-in-use/analyzer.yaml';
import cloudFindingOfPosture from './cloud-finding-of-posture/analyzer.yaml';
import cloudFunctionChanged from './cloud-function-changed/analyzer.yaml';
import cloudIdentityMadeOrOpened from './cloud-identity-made-or-opened/analyzer.yaml';
import cloudInstancesStartedByPerson from './cloud-instances-started-by-person/analyzer.yaml';
import cloudLoggingSwitchedOff from './cloud-logging-switched-off/analyzer.yaml';
import cloudModelAccessOpened from './cloud-model-access-opened/analyzer.yaml';
import cloudNetworkOpenedToInternet from './cloud-network-opened-to-internet/analyzer.yaml';
import cloudResourceOpenedToAnyone from './cloud-resource-opened-to-anyone/analyzer.yaml';
import cloudResourceSharedWithAccount from './cloud-resource-shared-with-account/analyzer.yaml';
import cloudRoleTrustsOutsider from './cloud-role-trusts-outsider/analyzer.yaml';
import cloudRootAccountUsed from './cloud-root-account-used/analyzer.yaml';
import cloudSecretsReadInBulk from './cloud-secrets-read-in-bulk/analyzer.yaml';
import cloudSensitiveCallDenied from './cloud-sensitive-call-denied/analyzer.yaml';
import cloudSignInWithPasswordAlone from './cloud-sign-in-with-password-alone/analyzer.yaml';
import cloudThreatFinding from './cloud-threat-finding/analyzer.yaml';
import codeOutsideOfModules from './code-outside-of-modules/analyzer.yaml';
import comObjectInUserFolder from './com-object-in-user-folder/analyzer.yaml';
import containerEscapeCommand from './container-escape-command/analyzer.yaml';
import containerFinding from './container-finding/analyzer.yaml';
import controlPanelFromElsewhere from './control-panel-from-elsewhere/analyzer.yaml';
import copiedOverSmbThenLoaded from './copied-over-smb-then-loaded/analyzer.yaml';
import copiedOverSmbThenRun from './copied-over-smb-then-run/analyzer.yaml';
import coreServiceStartsShell from './core-service-starts-shell/analyzer.yaml';
import credentialStoreCopied from './credential-store-copied/analyzer.yaml';
import credentialsForNetworkOnly from './credentials-for-network-only/analyzer.yaml';
import cryptoMiner from './crypto-miner/analyzer.yaml';
import directoryReplicatedByUser from './directory-replicated-by-user/analyzer.yaml';
import diskReadPastFileSystem from './disk-read-past-file-system/analyzer.yaml';
import documentProgramWithChild from './document-program-with-child/analyzer.yaml';
import domainDiscoveryCommand from './domain-discovery-command/analyzer.yaml';
import doubleExtension from './double-extension/analyzer.yaml';
import downloadedProgramCallsOut from './downloaded-program-calls-out/analyzer.yaml';
import driverFromOpenFolder from './driver-from-open-folder/analyzer.yaml';
import droppedProgramCallsOut from './dropped-program-calls-out/analyzer.yaml';
import elevatingProgramStartsOther from './elevating-program-starts-other/analyzer.yaml';
import elevationHijackedInRegistry from './elevation-hijacked-in-registry/analyzer.yaml';
import eventLogCleared from './event-log-cleared/analyzer.yaml';
import executedFileDeleted from './executed-file-deleted/analyzer.yaml';
import fileInStartupFolder from './file-in-startup-folder/analyzer.yaml';
import hiddenPowershellCallsOut from './hidden-powershell-calls-out/analyzer.yaml';
import hiddenStartInRegistry from './hidden-start-in-registry/analyzer.yaml';
import identityProviderRightsGiven from './identity-provider-rights-given/analyzer.yaml';
import identityProviderWeakened from './identity-provider-weakened/analyzer.yaml';
import identityThenNetworkDiscovery from './identity-then-network-discovery/analyzer.yaml';
import kubernetesAnonymousCall from './kubernetes-anonymous-call/analyzer.yaml';
import kubernetesRightsOrSecrets from './kubernetes-rights-or-secrets/analyzer.yaml';
import kubernetesShellInContainer from './kubernetes-shell-in-container/analyzer.yaml';
import logFileDeletedLinux from './log-file-deleted-linux/analyzer.yaml';
import loggingImpairedByCommand from './logging-impaired-by-command/analyzer.yaml';
import loggingImpairedInRegistry from './logging-impaired-in-registry/analyzer.yaml';
import lsassDumpCommand from './lsass-dump-command/analyzer.yaml';
import lsassDumpFile from './lsass-dump-file/analyzer.yaml';
import lsassMemoryRead from './lsass-memory-read/analyzer.yaml';
import lsassMemoryReadAudited from './lsass-memory-read-audited/analyzer.yaml';
import lsassMemoryWritten from './lsass-memory-written/analyzer.yaml';
import mailboxRuleOrForwarding from './mailbox-rule-or-forwarding/analyzer.yaml';
import memberOfPowerfulGroup from './member-of-powerful-group/analyzer.yaml';
import microphoneOrCameraInUse from './microphone-or-camera-in-use/analyzer.yaml';
import mshtaRunsScript from './mshta-runs-script/analyzer.yaml';
import msiexecInstallsFromNetwork from './msiexec-installs-from-network/analyzer.yaml';
import officeProgramStartsShell from './office-program-starts-shell/analyzer.yaml';
import officeStartedByAutomation from './office-started-by-automation/analyzer.yaml';
import osascriptReadsRareFile from './osascript-reads-rare-file/analyzer.yaml';
import passwordFileReadLinux from './password-file-read-linux/analyzer.yaml';
import pipeWithNameOfSystemService from './pipe-with-name-of-system-service/analyzer.yaml';
import powershellHidesCommand from './powershell-hides-command/analyzer.yaml';
import powershellWithChild from './powershell-with-child/analyzer.yaml';
import powershellWithoutPowershell from './powershell-without-powershell/analyzer.yaml';
import processReplacedInMemory from './process-replaced-in-memory/analyzer.yaml';
import programInTemporaryFolderLinux from './program-in-temporary-folder-linux/analyzer.yaml';
import programInUserFolderCallsOut from './program-in-user-folder-calls-out/analyzer.yaml';
import programInUserFolderRunsTools from './program-in-user-folder-runs-tools/analyzer.yaml';
import programOverAdminShare from './program-over-admin-share/analyzer.yaml';
import programOverSmbOnWire from './program-over-smb-on-wire/analyzer.yaml';
import programRedated from './program-redated/analyzer.yaml';
import programRunFromMountedImage from './program-run-from-mounted-image/analyzer.yaml';
import protectionSwitchedOffByCommand from './protection-switched-off-by-command/analyzer.yaml';
import protectionSwitchedOffInRegistry from './protection-switched-off-in-registry/analyzer.yaml';
import pythonStartsShell from './python-starts-shell/analyzer.yaml';
import ransomNote from './ransom-note/analyzer.yaml';
import rareGrandparentOfSsh from './rare-grandparent-of-ssh/analyzer.yaml';
import rareParentOfCmd from './rare-parent-of-cmd/analyzer.yaml';
import rareParentOfSsh from './rare-parent-of-ssh/analyzer.yaml';
import rareSystemProgram from './rare-system-program/analyzer.yaml';
import recoveryRemoved from './recovery-removed/analyzer.yaml';
import registryQuestionedFromShell from './registry-questioned-from-shell/analyzer.yaml';
import regsvr32LoadsScript from './regsvr32-loads-script/analyzer.yaml';
import remoteAdministrationCommand from './remote-administration-command/analyzer.yaml';
import remoteControlChildWithNetwork from './remote-control-child-with-network/analyzer.yaml';
import remoteDesktopEnabled from './remote-desktop-enabled/analyzer.yaml';
import remoteExecutionService from './remote-execution-service/analyzer.yaml';
import remoteExecutionServiceRuns from './remote-execution-service-runs/analyzer.yaml';
import remotingSession from './remoting-session/analyzer.yaml';
import remotingStartsProgram from './remoting-starts-program/analyzer.yaml';
import renamedSystemTool from './renamed-system-tool/analyzer.yaml';
import reverseShellCommand from './reverse-shell-command/analyzer.yaml';
import rpcAttacksDirectory from './rpc-attacks-directory/analyzer.yaml';
import rpcMovesBetweenHosts from './rpc-moves-between-hosts/analyzer.yaml';
import rundll32RunsOddCode from './rundll32-runs-odd-code/analyzer.yaml';
import scriptHostCallsOut from './script-host-calls-out/analyzer.yaml';
import scriptTalksToDirectory from './script-talks-to-directory/analyzer.yaml';
import scriptWithAttackCode from './script-with-attack-code/analyzer.yaml';
import sensitiveKeyCreated from './sensitive-key-created/analyzer.yaml';
import sensorFindingAboutAddress from './sensor-finding-about-address/analyzer.yaml';
import serverStartsShell from './server-starts-shell/analyzer.yaml';
import serviceChangedFromShell from './service-changed-from-shell/analyzer.yaml';
import servicePathIsCommand from './service-path-is-command/analyzer.yaml';
import serviceRunsShell from './service-runs-shell/analyzer.yaml';
import serviceWithCommand from './service-with-command/analyzer.yaml';
import serviceWritesToPipe from './service-writes-to-pipe/analyzer.yaml';
import setupcompleteFromElsewhere from './setupcomplete-from-elsewhere/analyzer.yaml';
import shellAtLogonScreen from './shell-at-logon-screen/analyzer.yaml';
import shellChildWithNetwork from './shell-child-with-network/analyzer.yaml';
import shellEscapeToRoot from './shell-escape-to-root/analyzer.yaml';
import shellRunsProgramInUserFolder from './shell-runs-program-in-user-folder/analyzer.yaml';
import shellWithConnection from './shell-with-connection/analyzer.yaml';
import startAtLogonByScript from './start-at-logon-by-script/analyzer.yaml';
import startAtLogonOfCommand from './start-at-logon-of-command/analyzer.yaml';
import suspiciousSvchost from './suspicious-svchost/analyzer.yaml';
import systemNameInWrongFolder from './system-name-in-wrong-folder/analyzer.yaml';
import taskCreatedFromShell from './task-created-from-shell/analyzer.yaml';
import taskRunsScriptHost from './task-runs-script-host/analyzer.yaml';
import threadInOtherProcess from './thread-in-other-process/analyzer.yaml';
import threadInSystemProcess from './thread-in-system-process/analyzer.yaml';
import ticketWithoutPassword from './ticket-without-password/analyzer.yaml';
import trustedLoaderStartsShell from './trusted-loader-starts-shell/analyzer.yaml';
import trustedProgramRunsForeignCode from './trusted-program-runs-foreign-code/analyzer.yaml';
import tunnelFromCommandLine from './tunnel-from-command-line/analyzer.yaml';
import uniqueParentAndChild from './unique-parent-and-child/analyzer.yaml';
import unpackedFileExecuted from './unpacked-file-executed/analyzer.yaml';
import unsignedModuleInSystemProgram from './unsigned-module-in-system-program/analyzer.yaml';
import uploadFromCommandLine from './upload-from-command-line/analyzer.yaml';
import userFolderProgramStartsSystemProcess from './user-folder-program-starts-system-process/analyzer.yaml';
import userFolderProgramTalksToDirectory from './user-folder-program-talks-to-directory/analyzer.yaml';
import weakServiceTicket from './weak-service-ticket/analyzer.yaml';
import wmiEventConsumer from './wmi-event-consumer/analyzer.yaml';
import wmiStartsProgram from './wmi-starts-program/analyzer.yaml';
import wmicRunsOrLoads from './wmic-runs-or-loads/analyzer.yaml';

/** Written by `npm run analyzers`: the texts of the built-in analyzers, in order of their folders. */
export const SOURCES: readonly string[] = [
  accountMadeFromCommandLine,
  administratorOverNtlm,
  antivirusFinding,
  antivirusSettingChanged,
  archiveWithPassword,
  authenticationWeakened,
  automationServerStartsProgram,
  bitsadminTransfersFile,
  browserSavedProgram,
  browserStartsScriptHost,
  callerOutLooksAround,
  certutilFetchesOrDecodes,
  cloudAdministratorMade,
  cloudCommandOnInstance,
  cloudDataDestroyed,
  cloudFindingAboutKeyInUse,
  cloudFindingOfPosture,
  cloudFunctionChanged,
  cloudIdentityMadeOrOpened,
  cloudInstancesStartedByPerson,
  cloudLoggingSwitchedOff,
  cloudModelAccessOpened,
  cloudNetworkOpenedToInternet,
  cloudResourceOpenedToAnyone,
  cloudResourceSharedWithAccount,
  cloudRoleTrustsOutsider,
  cloudRootAccountUsed,
  cloudSecretsReadInBulk,
  cloudSensitiveCallDenied,
  cloudSignInWithPasswordAlone,
  cloudThreatFinding,
  codeOutsideOfModules,
  comObjectInUserFolder,
  containerEscapeCommand,
  containerFinding,
  controlPanelFromElsewhere,
  copiedOverSmbThenLoaded,
  copiedOverSmbThenRun,
  coreServiceStartsShell,
  credentialStoreCopied,
  credentialsForNetworkOnly,
  cryptoMiner,
  directoryReplicatedByUser,
  diskReadPastFileSystem,
  documentProgramWithChild,
  domainDiscoveryCommand,
  doubleExtension,
  downloadedProgramCallsOut,
  driverFromOpenFolder,
  droppedProgramCallsOut,
  elevatingProgramStartsOther,
  elevationHijackedInRegistry,
  eventLogCleared,
  executedFileDeleted,
  fileInStartupFolder,
  hiddenPowershellCallsOut,
  hiddenStartInRegistry,
  identityProviderRightsGiven,
  identityProviderWeakened,
  identityThenNetworkDiscovery,
  kubernetesAnonymousCall,
  kubernetesRightsOrSecrets,
  kubernetesShellInContainer,
  logFileDeletedLinux,
  loggingImpairedByCommand,
  loggingImpairedInRegistry,
  lsassDumpCommand,
  lsassDumpFile,
  lsassMemoryRead,
  lsassMemoryReadAudited,
  lsassMemoryWritten,
  mailboxRuleOrForwarding,
  memberOfPowerfulGroup,
  microphoneOrCameraInUse,
  mshtaRunsScript,
  msiexecInstallsFromNetwork,
  officeProgramStartsShell,
  officeStartedByAutomation,
  osascriptReadsRareFile,
  passwordFileReadLinux,
  pipeWithNameOfSystemService,
  powershellHidesCommand,
  powershellWithChild,
  powershellWithoutPowershell,
  processReplacedInMemory,
  programInTemporaryFolderLinux,
  programInUserFolderCallsOut,
  programInUserFolderRunsTools,
  programOverAdminShare,
  programOverSmbOnWire,
  programRedated,
  programRunFromMountedImage,
  protectionSwitchedOffByCommand,
  protectionSwitchedOffInRegistry,
  pythonStartsShell,
  ransomNote,
  rareGrandparentOfSsh,
  rareParentOfCmd,
  rareParentOfSsh,
  rareSystemProgram,
  recoveryRemoved,
  registryQuestionedFromShell,
  regsvr32LoadsScript,
  remoteAdministrationCommand,
  remoteControlChildWithNetwork,
  remoteDesktopEnabled,
  remoteExecutionService,
  remoteExecutionServiceRuns,
  remotingSession,
  remotingStartsProgram,
  renamedSystemTool,
  reverseShellCommand,
  rpcAttacksDirectory,
  rpcMovesBetweenHosts,
  rundll32RunsOddCode,
  scriptHostCallsOut,
  scriptTalksToDirectory,
  scriptWithAttackCode,
  sensitiveKeyCreated,
  sensorFindingAboutAddress,
  serverStartsShell,
  serviceChangedFromShell,
  servicePathIsCommand,
  serviceRunsShell,
  serviceWithCommand,
  serviceWritesToPipe,
  setupcompleteFromElsewhere,
  shellAtLogonScreen,
  shellChildWithNetwork,
  shellEscapeToRoot,
  shellRunsProgramInUserFolder,
  shellWithConnection,
  startAtLogonByScript,
  startAtLogonOfCommand,
  suspiciousSvchost,
  systemNameInWrongFolder,
  taskCreatedFromShell,
  taskRunsScriptHost,
  threadInOtherProcess,
  threadInSystemProcess,
  ticketWithoutPassword,
  trustedLoaderStartsShell,
  trustedProgramRunsForeignCode,
  tunnelFromCommandLine,
  uniqueParentAndChild,
  unpackedFileExecuted,
  unsignedModuleInSystemProgram,
  uploadFromCommandLine,
  userFolderProgramStartsSystemProcess,
  userFolderProgramTalksToDirectory,
  weakServiceTicket,
  wmiEventConsumer,
  wmiStartsProgram,
  wmicRunsOrLoads,
];
