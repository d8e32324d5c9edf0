import { isJsonObject, listAt, numberOf, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { Sighted, Sightings } from '../sightings.ts';

const AUTHENTICATION = 3_002;
const FAILURE = 2;

const MAX_RESOURCES = 10;

/** What an identity event says: a logon, or a change of an account, a group or another entity. */
export function seeOcsfIdentity(see: Sightings, event: JsonObject): void {
  const target = seeUser(see, objectAt(event, 'user'));
  const address = see.address(textOf(objectAt(event, 'src_endpoint').ip));
  if (Number(event.class_uid) === AUTHENTICATION) {
    const user = target ?? seeUser(see, objectAt(objectAt(event, 'actor'), 'user'));
    const isFailure = numberOf(event.status_id) === FAILURE;
    see.edge(user, isFailure ? 'failed_logon_to' : 'authenticated_to', see.asset);
    see.edge(user, 'seen_at', address);
    if (isFailure) see.edge(address, 'refused_by', see.asset);
    return;
  }
  const actor = seeUser(see, objectAt(objectAt(event, 'actor'), 'user'));
  see.edge(actor, 'seen_at', address);
  see.edge(actor, 'changed_accounts', target);
  const group = see.group({ name: textOf(objectAt(event, 'group').name) });
  see.edge(actor, 'changed_groups', group);
  see.edge(actor, 'performed', seeCall(see, event));
}

/** What an application activity says: who called an API, and on what. */
export function seeOcsfApi(see: Sightings, event: JsonObject): void {
  const user = objectAt(objectAt(event, 'actor'), 'user');
  const arn = textOf(user.uid_alt) ?? textOf(user.uid) ?? textOf(user.name);
  const caller = see.principal(arn ?? 'unknown', {
    name: textOf(user.name),
    kind: textOf(user.type),
  });
  const isFailure = numberOf(event.status_id) === FAILURE;
  see.edge(caller, isFailure ? 'denied_calls' : 'called', seeCall(see, event));
  const address = textOf(objectAt(event, 'src_endpoint').ip);
  see.edge(caller, 'principal_from', see.address(address));
  for (const resource of listAt(event, 'resources').filter(isJsonObject).slice(0, MAX_RESOURCES)) {
    const id = textOf(resource.uid) ?? textOf(resource.name);
    see.edge(caller, 'touched', see.resource(id, textOf(resource.type)));
  }
}

function seeCall(see: Sightings, event: JsonObject): Sighted {
  const api = objectAt(event, 'api');
  const operation = textOf(api.operation) ?? textOf(event.activity_name);
  return see.apiCall(textOf(objectAt(api, 'service').name) ?? 'unknown', operation);
}

function seeUser(see: Sightings, user: JsonObject): Sighted {
  const name = textOf(user.email_addr) ?? textOf(user.name) ?? textOf(user.uid);
  const domain = textOf(user.domain);
  return domain === undefined ? see.cloudUser(name) : see.user({ name, domain });
}
