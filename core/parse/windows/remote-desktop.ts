import type { Reader, Readers } from './reader.ts';
import { field } from './windows-event.ts';

/** 21 to 25: a session began, went on, was left or taken up. */
const readSession: Reader = (see, data) => {
  const user = see.user({ name: field(data, 'User') });
  see.edge(user, 'authenticated_to', see.asset);
  see.edge(user, 'seen_at', see.address(field(data, 'Address')));
};

/** 1149: someone reached the logon screen with these credentials. */
const readConnection: Reader = (see, data) => {
  const user = see.user({ name: field(data, 'Param1'), domain: field(data, 'Param2') });
  see.edge(user, 'authenticated_to', see.asset);
  see.edge(user, 'seen_at', see.address(field(data, 'Param3')));
};

/** 1024, 1102 of the client: this host asked for a session on another. */
const readClient: Reader = (see, data) => {
  const host = field(data, 'Value');
  if (host !== undefined) see.edge(see.asset, 'fetched', see.url(`rdp://${host}/`));
};

/** 200, 300 to 303, 312 of the gateway. */
const readGateway: Reader = (see, data) => {
  const user = see.user({ name: field(data, 'Username') });
  const address = field(data, 'IpAddress')?.replace(/^([\d.]+):\d+$/, '$1');
  see.edge(user, 'seen_at', see.address(address));
  see.edge(user, 'authenticated_to', see.asset);
};

/** Microsoft-Windows-TerminalServices-LocalSessionManager. */
export const TERMINAL_SESSION_READERS: Readers = {
  21: readSession,
  22: readSession,
  23: readSession,
  24: readSession,
  25: readSession,
};

/** Microsoft-Windows-TerminalServices-RemoteConnectionManager. */
export const TERMINAL_CONNECTION_READERS: Readers = { 1149: readConnection };

/** Microsoft-Windows-TerminalServices-ClientActiveXCore, the log RDPClient. */
export const TERMINAL_CLIENT_READERS: Readers = { 1024: readClient, 1102: readClient };

/** Microsoft-Windows-TerminalServices-Gateway. */
export const TERMINAL_GATEWAY_READERS: Readers = {
  200: readGateway,
  300: readGateway,
  302: readGateway,
  303: readGateway,
  312: readGateway,
};
