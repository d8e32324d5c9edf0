import { timeOf } from '../form/epoch.ts';
import { textOf } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';

/**
 * GitHub's audit log of organisations and enterprises (docs.github.com, "Audit log events"). The
 * asset is the organisation; accounts are written `github\login`.
 */
export const GITHUB_AUDIT: JsonFormat = {
  name: 'GitHub audit',
  source: { product: 'github', service: 'audit' },
  matches: (event) =>
    typeof event.action === 'string' &&
    event.action.includes('.') &&
    (event.actor !== undefined || event['_document_id'] !== undefined) &&
    (event.created_at ?? event['@timestamp'] ?? event.org ?? event.repo ?? event.business) !==
      undefined,
  read: (event, context) => {
    const org = textOf(event.org) ?? textOf(event.repo)?.split('/', 1)[0];
    const host = org ?? textOf(event.business) ?? 'github';
    const time =
      timeOf(event['@timestamp']) ?? timeOf(event.created_at) ?? timeOf(event.p_event_time);
    return observe(time ?? context.receivedAt, { host, provider: 'github' }, (see) => {
      const actor = textOf(event.actor);
      const user = see.cloudUser(actor === undefined ? undefined : `github\\${actor}`);
      see.edge(user, 'performed', see.apiCall('github', textOf(event.action)));
      see.edge(user, 'seen_at', see.address(textOf(event.actor_ip)));
      const repo = textOf(event.repo) ?? textOf(event.repository);
      const name = repo === undefined ? undefined : `github/${repo}`;
      see.edge(user, 'changed_resources', see.resource(name, 'repository'));
      const other = textOf(event.user);
      if (other !== undefined && other !== actor) {
        see.edge(user, 'changed_accounts', see.cloudUser(`github\\${other}`));
      }
    });
  },
};
