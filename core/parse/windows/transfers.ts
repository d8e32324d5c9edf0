import type { Reader, Readers } from './reader.ts';
import { realPid } from './security-fields.ts';
import { field } from './windows-event.ts';

/** How many answers of one look-up are kept. */
const MAX_ANSWERS = 20;

const readTransfer: Reader = (see, data) => {
  see.edge(see.asset, 'fetched', see.url(field(data, 'url') ?? field(data, 'RemoteName')));
  see.file(field(data, 'LocalName'));
};

/** 3: a job was made, by a process that its newer versions name. */
const readJob: Reader = (see, data) => {
  const process = see.process({
    pid: realPid(data.processId),
    image: field(data, 'processPath'),
  });
  see.edge(
    process,
    'run_as',
    see.user({ name: field(data, 'jobOwner') ?? field(data, 'string2') }),
  );
};

/** 3006 and 3008 of the DNS client: the process that logs is the one that asks. */
const readQuery: Reader = (see, data, { processId }) => {
  const domain = see.domain(field(data, 'QueryName'));
  const process = see.process({ pid: realPid(processId) });
  if (process === undefined) see.edge(see.asset, 'resolved_domains', domain);
  see.edge(process, 'resolved', domain);
  const answers = field(data, 'QueryResults')?.split(';', MAX_ANSWERS) ?? [];
  for (const answer of answers) see.edge(domain, 'resolves_to', see.address(answer));
};

/** Microsoft-Windows-Bits-Client. */
export const BITS_READERS: Readers = {
  3: readJob,
  59: readTransfer,
  60: readTransfer,
  61: readTransfer,
  16403: readTransfer,
};

/** Microsoft-Windows-DNS-Client. */
export const DNS_CLIENT_READERS: Readers = { 3006: readQuery, 3008: readQuery };
