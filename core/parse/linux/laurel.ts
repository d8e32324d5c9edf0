import { objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import type { ParseContext } from '../parse-context.ts';
import { unreadable } from '../recognised.ts';
import type { Recognised } from '../recognised.ts';
import { auditEventFromJson, auditEventFromText } from './audit-event.ts';
import { recogniseAuditEvent } from './audit-log.ts';
import { readAuditEvent } from './audit.ts';

/** Audit events as Laurel writes them (github.com/threathunters-io/laurel, "JSON-based log format"). */
export const LAUREL: JsonFormat = {
  name: 'Laurel',
  matches: (object) => typeof object.ID === 'string' && /^\d{1,12}\.\d{3}:\d+$/.test(object.ID),
  read: (object, context) => readAuditEvent(auditEventFromJson(object), context),
  recognise: (object, context) => recogniseAuditEvent(auditEventFromJson(object), context),
};

/** Audit records that a collector keeps as it got them, beside what it made of them. */
export const AUDIT_RAW_MESSAGE: JsonFormat = {
  name: 'audit records with their text',
  matches: (object) => typeof object.raw_msg === 'string' && typeof object.record_type === 'string',
  read: (object, context) => recogniseRaw(object, context).observe(),
  recognise: recogniseRaw,
};

function recogniseRaw(object: JsonObject, context: ParseContext): Recognised {
  const type = textOf(object.record_type)?.toUpperCase() ?? '';
  const event = auditEventFromText(`type=${type} msg=${textOf(object.raw_msg) ?? ''}`);
  if (event === undefined) return unreadable('raw_msg is no audit record');
  const host = textOf(objectAt(object, 'host').name);
  return recogniseAuditEvent(host === undefined ? event : { ...event, node: host }, context);
}
