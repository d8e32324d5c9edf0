import { timeOf } from '../form/epoch.ts';
import { numberOf, listAt, objectAt, textOf } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';

const FORBIDDEN = 403;

/**
 * Kubernetes audit events, of Amazon EKS and all others (kubernetes.io, "kube-apiserver Audit
 * Configuration (v1)"). They do not name their cluster: the asset is the source's, or `kubernetes`.
 */
export const KUBERNETES_AUDIT: JsonFormat = {
  name: 'Kubernetes audit',
  source: { product: 'kubernetes', service: 'audit' },
  matches: (event) =>
    event.auditID !== undefined ||
    (event.kind === 'Event' && textOf(event.apiVersion)?.startsWith('audit.k8s.io/') === true) ||
    (event.verb !== undefined && (event.requestURI ?? event.objectRef) !== undefined),
  read: (event, context) => {
    const time =
      timeOf(event.requestReceivedTimestamp) ??
      timeOf(event.stageTimestamp) ??
      timeOf(event.p_event_time) ??
      context.receivedAt;
    return observe(time, { host: 'kubernetes', provider: 'kubernetes' }, (see) => {
      const user = objectAt(event, 'user');
      const target = objectAt(event, 'objectRef');
      const caller = see.principal(textOf(user.username) ?? 'system:anonymous', {
        kind: 'kubernetes user',
      });
      const kind = [textOf(target.resource), textOf(target.subresource)].filter(
        (part) => part !== undefined,
      );
      const verb = textOf(event.verb) ?? 'request';
      const call = see.apiCall('kubernetes', [verb, kind.join('/')].join(' ').trim());
      const status = numberOf(objectAt(event, 'responseStatus').code);
      see.edge(caller, status === FORBIDDEN ? 'denied_calls' : 'called', call);
      for (const address of listAt(event, 'sourceIPs').slice(0, 5)) {
        see.edge(caller, 'principal_from', see.address(textOf(address)));
      }
      const name = textOf(target.name);
      if (name === undefined) return;
      const path = [textOf(target.namespace), kind[0], name].filter((part) => part !== undefined);
      see.edge(caller, 'touched', see.resource(`kubernetes/${path.join('/')}`, kind[0]));
    });
  },
};
