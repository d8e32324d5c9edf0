import { timeOf } from '../form/epoch.ts';
import { isJsonObject, listAt, objectAt, textOf } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';

/** Targets kept of one event. */
const MAX_TARGETS = 10;

/** Events in which a user signs in, or does not. */
const SIGN_IN = /^user\.(?:session\.start|authentication\.)/;

/** Events about a user's own sign-in name targets that nobody changed. */
const UNCHANGING = /^(?:user\.(?:session|authentication)\.|policy\.evaluate)/;

/**
 * Okta's system log (developer.okta.com, "System Log API"). The asset is the organisation, which
 * events do not name: `okta`.
 */
export const OKTA: JsonFormat = {
  name: 'Okta system log',
  source: { product: 'okta', service: 'okta' },
  matches: (event) =>
    typeof event.eventType === 'string' &&
    isJsonObject(event.actor) &&
    (event.published !== undefined ||
      event.displayMessage !== undefined ||
      event.legacyEventType !== undefined ||
      isJsonObject(event.outcome)),
  read: (event, context) => {
    const type = textOf(event.eventType) ?? '';
    const time = timeOf(event.published) ?? context.receivedAt;
    return observe(time, { host: 'okta', provider: 'okta' }, (see) => {
      const actor = objectAt(event, 'actor');
      const user = see.cloudUser(textOf(actor.alternateId) ?? textOf(actor.displayName));
      const address = see.address(textOf(objectAt(event, 'client').ipAddress));
      const isFailure = textOf(objectAt(event, 'outcome').result) === 'FAILURE';
      see.edge(user, 'performed', see.apiCall('okta', type));
      see.edge(user, 'seen_at', address);
      if (SIGN_IN.test(type)) {
        see.edge(user, isFailure ? 'failed_logon_to' : 'authenticated_to', see.asset);
        if (isFailure) see.edge(address, 'refused_by', see.asset);
      }
      if (UNCHANGING.test(type)) return;
      for (const target of listAt(event, 'target').filter(isJsonObject).slice(0, MAX_TARGETS)) {
        const name = textOf(target.alternateId) ?? textOf(target.displayName);
        const kind = textOf(target.type);
        if (kind === 'User') see.edge(user, 'changed_accounts', see.cloudUser(name));
        else see.edge(user, 'changed_resources', see.resource(name, kind));
      }
    });
  },
};
