import bitsadminTransfersFile from './bitsadmin-transfers-file/analyzer.yaml';
import browserSavedProgram from './browser-saved-program/analyzer.yaml';
import browserStartsScriptHost from './browser-starts-script-host/analyzer.yaml';
import callerOutLooksAround from './caller-out-looks-around/analyzer.yaml';
import certutilFetchesOrDecodes from './certutil-fetches-or-decodes/analyzer.yaml';
import cloudFindingOfPosture from './cloud-finding-of-posture/analyzer.yaml';
import cloudThreatFinding from './cloud-threat-finding/analyzer.yaml';
import controlPanelFromElsewhere from './control-panel-from-elsewhere/analyzer.yaml';
import documentProgramWithChild from './document-program-with-child/analyzer.yaml';
import domainDiscoveryCommand from './domain-discovery-command/analyzer.yaml';
import doubleExtension from './double-extension/analyzer.yaml';
import downloadedProgramCallsOut from './downloaded-program-calls-out/analyzer.yaml';
import droppedProgramCallsOut from './dropped-program-calls-out/analyzer.yaml';
import executedFileDeleted from './executed-file-deleted/analyzer.yaml';
import hiddenPowershellCallsOut from './hidden-powershell-calls-out/analyzer.yaml';
import identityThenNetworkDiscovery from './identity-then-network-discovery/analyzer.yaml';
import mshtaRunsScript from './mshta-runs-script/analyzer.yaml';
import msiexecInstallsFromNetwork from './msiexec-installs-from-network/analyzer.yaml';
import officeProgramStartsShell from './office-program-starts-shell/analyzer.yaml';
import osascriptReadsRareFile from './osascript-reads-rare-file/analyzer.yaml';
import powershellHidesCommand from './powershell-hides-command/analyzer.yaml';
import powershellWithChild from './powershell-with-child/analyzer.yaml';
import programInUserFolderCallsOut from './program-in-user-folder-calls-out/analyzer.yaml';
import programInUserFolderRunsTools from './program-in-user-folder-runs-tools/analyzer.yaml';
import programRunFromMountedImage from './program-run-from-mounted-image/analyzer.yaml';
import pythonStartsShell from './python-starts-shell/analyzer.yaml';
import rareGrandparentOfSsh from './rare-grandparent-of-ssh/analyzer.yaml';
import rareParentOfCmd from './rare-parent-of-cmd/analyzer.yaml';
import rareParentOfSsh from './rare-parent-of-ssh/analyzer.yaml';
import rareSystemProgram from './rare-system-program/analyzer.yaml';
import registryQuestionedFromShell from './registry-questioned-from-shell/analyzer.yaml';
import regsvr32LoadsScript from './regsvr32-loads-script/analyzer.yaml';
import remoteControlChildWithNetwork from './remote-control-child-with-network/analyzer.yaml';
import rundll32RunsOddCode from './rundll32-runs-odd-code/analyzer.yaml';
import scriptHostCallsOut from './script-host-calls-out/analyzer.yaml';
import scriptTalksToDirectory from './script-talks-to-directory/analyzer.yaml';
import scriptWithAttackCode from './script-with-attack-code/analyzer.yaml';
import serverStartsShell from './server-starts-shell/analyzer.yaml';
import setupcompleteFromElsewhere from './setupcomplete-from-elsewhere/analyzer.yaml';
import shellChildWithNetwork from './shell-child-with-network/analyzer.yaml';
import shellRunsProgramInUserFolder from './shell-runs-program-in-user-folder/analyzer.yaml';
import suspiciousSvchost from './suspicious-svchost/analyzer.yaml';
import trustedLoaderStartsShell from './trusted-loader-starts-shell/analyzer.yaml';
import trustedProgramRunsForeignCode from './trusted-program-runs-foreign-code/analyzer.yaml';
import uniqueParentAndChild from './unique-parent-and-child/analyzer.yaml';
import unpackedFileExecuted from './unpacked-file-executed/analyzer.yaml';
import userFolderProgramTalksToDirectory from './user-folder-program-talks-to-directory/analyzer.yaml';
import wmicRunsOrLoads from './wmic-runs-or-loads/analyzer.yaml';

/** Written by `npm run analyzers`: the texts of the built-in analyzers, in order of their folders. */
export const SOURCES: readonly string[] = [
  bitsadminTransfersFile,
  browserSavedProgram,
  browserStartsScriptHost,
  callerOutLooksAround,
  certutilFetchesOrDecodes,
  cloudFindingOfPosture,
  cloudThreatFinding,
  controlPanelFromElsewhere,
  documentProgramWithChild,
  domainDiscoveryCommand,
  doubleExtension,
  downloadedProgramCallsOut,
  droppedProgramCallsOut,
  executedFileDeleted,
  hiddenPowershellCallsOut,
  identityThenNetworkDiscovery,
  mshtaRunsScript,
  msiexecInstallsFromNetwork,
  officeProgramStartsShell,
  osascriptReadsRareFile,
  powershellHidesCommand,
  powershellWithChild,
  programInUserFolderCallsOut,
  programInUserFolderRunsTools,
  programRunFromMountedImage,
  pythonStartsShell,
  rareGrandparentOfSsh,
  rareParentOfCmd,
  rareParentOfSsh,
  rareSystemProgram,
  registryQuestionedFromShell,
  regsvr32LoadsScript,
  remoteControlChildWithNetwork,
  rundll32RunsOddCode,
  scriptHostCallsOut,
  scriptTalksToDirectory,
  scriptWithAttackCode,
  serverStartsShell,
  setupcompleteFromElsewhere,
  shellChildWithNetwork,
  shellRunsProgramInUserFolder,
  suspiciousSvchost,
  trustedLoaderStartsShell,
  trustedProgramRunsForeignCode,
  uniqueParentAndChild,
  unpackedFileExecuted,
  userFolderProgramTalksToDirectory,
  wmicRunsOrLoads,
];
