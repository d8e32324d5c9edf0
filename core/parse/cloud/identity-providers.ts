import { timeOf } from '../form/epoch.ts';
import { textOf } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';

/** Duo's administrator log (duo.com, "Admin API", "Administrator Logs"). */
export const DUO_ADMIN: JsonFormat = {
  name: 'Duo administrator log',
  source: { product: 'cisco', service: 'duo' },
  matches: (event) =>
    event.action !== undefined && event.username !== undefined && event.isotimestamp !== undefined,
  read: (event, context) => {
    const time = timeOf(event.isotimestamp) ?? timeOf(event.timestamp) ?? context.receivedAt;
    return observe(time, { host: 'duo', provider: 'duo' }, (see) => {
      const name = textOf(event.username);
      const user = see.cloudUser(name === undefined ? undefined : `duo\\${name}`);
      see.edge(user, 'performed', see.apiCall('duo', textOf(event.action)));
      see.edge(user, 'changed_resources', see.resource(textOf(event.object), 'duo object'));
    });
  },
};

/** Event types in which someone signs in, and in which they fail to. */
const ONELOGIN_SIGN_INS: ReadonlySet<string | undefined> = new Set(['5', '8']);
const ONELOGIN_FAILURES: ReadonlySet<string | undefined> = new Set(['6', '9']);

/** OneLogin's events (developers.onelogin.com, "Event Types"). */
export const ONELOGIN: JsonFormat = {
  name: 'OneLogin events',
  source: { product: 'onelogin', service: 'onelogin.events' },
  matches: (event) =>
    event.event_type_id !== undefined &&
    (event.user_name ?? event.actor_user_name ?? event.user_id) !== undefined,
  read: (event, context) => {
    const time = timeOf(event.created_at) ?? timeOf(event.event_timestamp) ?? context.receivedAt;
    return observe(time, { host: 'onelogin', provider: 'onelogin' }, (see) => {
      const name = textOf(event.user_name) ?? textOf(event.user_id);
      const actorName = textOf(event.actor_user_name) ?? name;
      const type = textOf(event.event_type_id);
      const actor = see.cloudUser(
        actorName === undefined ? undefined : `onelogin\\${actorName.trim()}`,
      );
      const address = see.address(textOf(event.ipaddr));
      see.edge(actor, 'performed', see.apiCall('onelogin', `event ${type ?? ''}`));
      see.edge(actor, 'seen_at', address);
      if (ONELOGIN_SIGN_INS.has(type)) see.edge(actor, 'authenticated_to', see.asset);
      if (ONELOGIN_FAILURES.has(type)) {
        see.edge(actor, 'failed_logon_to', see.asset);
        see.edge(address, 'refused_by', see.asset);
      }
      if (name !== undefined && name !== actorName) {
        see.edge(actor, 'changed_accounts', see.cloudUser(`onelogin\\${name.trim()}`));
      }
    });
  },
};
