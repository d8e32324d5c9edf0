import type { Reader, Readers } from './reader.ts';
import { realPid } from './security-fields.ts';
import { field } from './windows-event.ts';

const MAX_QUERY_LENGTH = 2_048;

/** 5857: a provider was loaded into a host process. */
const readProvider: Reader = (see, data) => {
  const process = see.process({ pid: realPid(data.ProcessID), name: field(data, 'HostProcess') });
  see.edge(process, 'loaded', see.file(field(data, 'ProviderPath')));
};

/** 5858: an operation failed. Its client is a process of this host only when the host is. */
const readOperation: Reader = (see, data) => {
  const client = field(data, 'ClientMachine');
  const isLocal = client === undefined || client.toLowerCase().startsWith(see.host);
  const process = isLocal ? see.process({ pid: realPid(data.ClientProcessId) }) : undefined;
  see.edge(process, 'run_as', see.user({ name: field(data, 'User') }));
};

/** 5859, 5860, 5861: a query was registered for events, the last of these for ever. */
const readSubscription: Reader = (see, data, { eventId }) => {
  const name = field(data, 'CONSUMER') ?? field(data, 'ESS') ?? field(data, 'Query');
  const subscription = see.named('wmi_subscription', name, {
    kind: eventId === 5861 ? 'binding' : 'query',
    query: field(data, 'Query')?.slice(0, MAX_QUERY_LENGTH) ?? field(data, 'ESS'),
    command_line: field(data, 'PossibleCause')?.slice(0, MAX_QUERY_LENGTH),
  });
  see.edge(see.asset, 'wmi_subscriptions', subscription);
  see.edge(see.user({ name: field(data, 'User') }), 'created_subscriptions', subscription);
};

/** Microsoft-Windows-WMI-Activity. */
export const WMI_ACTIVITY_READERS: Readers = {
  5857: readProvider,
  5858: readOperation,
  5859: readSubscription,
  5860: readSubscription,
  5861: readSubscription,
};
