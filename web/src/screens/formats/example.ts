/** What the editor begins with: a whole mapping, and records that it is for. */
export const EXAMPLE_MAPPING = `name: acme-vpn
# Which records: all of these fields, with one of these values. * stands for anything.
when:
  product: AcmeVPN
  event.action: [login, renew*]
# Fields that may hold the time; the first that does, counts.
time: [event.time, ts]
asset:
  host: gateway
nodes:
  client: { type: address, ip: peer }
  session: { type: logon_session, logon_id: session, logged_on_at: ts }
  who: { type: user, account: login, domain: realm }
edges:
  - session session_user who
  - session logon_from client
`;

export const EXAMPLE_SAMPLE = `{"product":"AcmeVPN","event":{"action":"login"},"ts":"2026-03-01T10:00:00Z","gateway":"gw-1","peer":"203.0.113.9","session":"0x1f","login":"maria","realm":"CORP"}
`;
