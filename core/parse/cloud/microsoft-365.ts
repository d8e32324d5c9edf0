import { timeOf } from '../form/epoch.ts';
import { textOf } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';

/**
 * Microsoft 365's unified audit log, from the management API or as rows of Log Analytics
 * (learn.microsoft.com, "Office 365 Management Activity API schema").
 */
export const MICROSOFT_365: JsonFormat = {
  name: 'Microsoft 365 audit',
  source: { product: 'm365', service: 'audit' },
  matches: (event) =>
    event.Operation !== undefined &&
    (event.Workload ?? event.OfficeWorkload ?? event.RecordType) !== undefined,
  read: (event, context) => {
    const host = textOf(event.OrganizationId) ?? textOf(event.OrganizationName) ?? 'microsoft 365';
    const time = timeOf(event.CreationTime) ?? timeOf(event.TimeGenerated) ?? context.receivedAt;
    return observe(time, { host, provider: 'microsoft 365' }, (see) => {
      const user = see.cloudUser(textOf(event.UserId) ?? textOf(event.UserKey));
      const workload = textOf(event.Workload) ?? textOf(event.OfficeWorkload) ?? 'microsoft 365';
      const operation = textOf(event.Operation) ?? '';
      see.edge(user, 'performed', see.apiCall(workload, operation));
      const address = see.address(
        textOf(event.ClientIP) ?? textOf(event.ClientIPAddress) ?? textOf(event.Client_IPAddress),
      );
      see.edge(user, 'seen_at', address);
      if (operation === 'UserLoggedIn') see.edge(user, 'authenticated_to', see.asset);
      if (operation === 'UserLoginFailed') {
        see.edge(user, 'failed_logon_to', see.asset);
        see.edge(address, 'refused_by', see.asset);
      }
      const owner = textOf(event.MailboxOwnerUPN);
      const object =
        textOf(event.ObjectId) ?? (owner === undefined ? undefined : `mailbox ${owner}`);
      const kind = owner === undefined ? textOf(event.ItemType) : 'mailbox';
      see.edge(user, 'changed_resources', see.resource(object, kind));
    });
  },
};

/** Exchange Online's message trace: who sent a message from where. */
export const MESSAGE_TRACE: JsonFormat = {
  name: 'Exchange message trace',
  matches: (row) => row.SenderAddress !== undefined && row.RecipientAddress !== undefined,
  read: (row, context) => {
    const host = textOf(row.Organization) ?? 'microsoft 365';
    const time = timeOf(row.Received) ?? context.receivedAt;
    return observe(time, { host, provider: 'microsoft 365' }, (see) => {
      const sender = see.cloudUser(textOf(row.SenderAddress));
      see.edge(sender, 'seen_at', see.address(textOf(row.FromIP)));
      const recipient = textOf(row.RecipientAddress);
      const mailbox = recipient === undefined ? undefined : `mailbox ${recipient.toLowerCase()}`;
      see.edge(sender, 'changed_resources', see.resource(mailbox, 'mailbox'));
    });
  },
};
