import { parseTime } from '../../graph/time.ts';
import { urlKey } from '../form/domain.ts';
import type { Sighted, Sightings } from '../sightings.ts';
import type { Reader, Readers } from './reader.ts';
import { seeUser, sysmonHashes, sysmonProcess } from './sysmon-fields.ts';
import { field } from './windows-event.ts';
import type { EventData } from './windows-event.ts';

/** The stream in which browsers note where a file came from. */
const ZONE_STREAM = ':Zone.Identifier';

/** Zone notes are a few lines; more than this of one is not looked through. */
const MAX_ZONE_LENGTH = 4_096;

const readCreate: Reader = (see, data) => {
  const created = parseTime(field(data, 'CreationUtcTime') ?? '');
  const file = see.file(field(data, 'TargetFilename'), { created_at: created });
  see.edge(sysmonProcess(see, data), 'created_files', file);
};

/** 2: the new creation time is what the process wants to be believed, so it starts no session. */
const readRetime: Reader = (see, data) => {
  see.edge(sysmonProcess(see, data), 'retimed_files', see.file(field(data, 'TargetFilename')));
};

/** 15: a stream beside a file's content. The file is meant, and where it came from. */
const readStream: Reader = (see, data) => {
  const path = field(data, 'TargetFilename');
  const isZone = path?.endsWith(ZONE_STREAM) === true;
  const base = isZone ? path.slice(0, -ZONE_STREAM.length) : path;
  const origin_url = isZone ? hostUrl(field(data, 'Contents')) : undefined;
  const file = see.file(base, { origin_url });
  if (!isZone) see.edge(file, 'content_hash', see.hash(sysmonHashes(data)));
  see.edge(sysmonProcess(see, data), 'wrote_files', file);
};

/** 23, 26: the file ends here. Its content is known by the hashes. */
const readDelete: Reader = (see, data) => {
  const process = sysmonProcess(see, data);
  const file = seeContent(see, data, { deleted_at: see.time });
  see.edge(process, 'deleted_files', file);
  seeUser(see, data, process);
};

/** 27, 28, 29: an executable was written, or kept from being written, or from being shredded. */
const readExecutable: Reader = (see, data) => {
  const process = sysmonProcess(see, data);
  see.edge(process, 'wrote_files', seeContent(see, data));
  seeUser(see, data, process);
};

const readDriver: Reader = (see, data) => {
  const file = see.file(field(data, 'ImageLoaded'), {
    signature_status: signatureOf(data),
  });
  see.edge(file, 'content_hash', see.hash(sysmonHashes(data)));
  see.edge(see.asset, 'drivers', file);
};

/**
 * 7: thousands a minute, nearly all of signed system modules, of which the edge is enough; the
 * content matters where nobody signed it.
 */
const readModule: Reader = (see, data) => {
  const process = sysmonProcess(see, data);
  if (field(data, 'Signed') === 'false') {
    const file = see.file(field(data, 'ImageLoaded'), { signature_status: signatureOf(data) });
    see.edge(file, 'content_hash', see.hash(sysmonHashes(data)));
    see.edge(process, 'loaded', file);
  } else {
    see.edge(process, 'loaded', see.file(field(data, 'ImageLoaded')));
  }
};

/** 9: a volume read past the file system, as tools that steal locked files do. */
const readRaw: Reader = (see, data) => {
  see.edge(sysmonProcess(see, data), 'raw_reads', see.file(field(data, 'Device')));
};

/** Sysmon's events about files, modules and drivers (Sysmon documentation, schema 4.90). */
export const SYSMON_FILE_READERS: Readers = {
  2: readRetime,
  6: readDriver,
  7: readModule,
  9: readRaw,
  11: readCreate,
  15: readStream,
  23: readDelete,
  26: readDelete,
  27: readExecutable,
  28: readExecutable,
  29: readExecutable,
};

function seeContent(
  see: Sightings,
  data: EventData,
  properties: Readonly<Record<string, number>> = {},
): Sighted {
  const file = see.file(field(data, 'TargetFilename'), properties);
  see.edge(file, 'content_hash', see.hash(sysmonHashes(data)));
  return file;
}

function signatureOf(data: EventData): string {
  const signer = field(data, 'Signature');
  if (field(data, 'Signed') === 'false' || signer === undefined) return 'unsigned';
  return `${field(data, 'SignatureStatus') ?? 'signed'}: ${signer}`;
}

/** `HostUrl` of a zone note (MS-FSCC 5.6.1). */
function hostUrl(contents: string | undefined): string | undefined {
  const line = /HostUrl=(\S{1,2000})/.exec(contents?.slice(0, MAX_ZONE_LENGTH) ?? '')?.[1];
  return urlKey(line)?.url;
}
