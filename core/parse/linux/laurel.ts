import { objectAt, textOf } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { auditEventFromJson, auditEventFromText } from './audit-event.ts';
import { readAuditEvent } from './audit.ts';
import { reject } from '../parsed.ts';

/** Audit events as Laurel writes them (github.com/threathunters-io/laurel, "JSON-based log format"). */
export const LAUREL: JsonFormat = {
  name: 'Laurel',
  matches: (object) => typeof object.ID === 'string' && /^\d{1,12}\.\d{3}:\d+$/.test(object.ID),
  read: (object, context) => readAuditEvent(auditEventFromJson(object), context),
};

/** Audit records that a collector keeps as it got them, beside what it made of them. */
export const AUDIT_RAW_MESSAGE: JsonFormat = {
  name: 'audit records with their text',
  matches: (object) => typeof object.raw_msg === 'string' && typeof object.record_type === 'string',
  read: (object, context) => {
    const type = textOf(object.record_type)?.toUpperCase() ?? '';
    const event = auditEventFromText(`type=${type} msg=${textOf(object.raw_msg) ?? ''}`);
    if (event === undefined) return reject('raw_msg is no audit record');
    const host = textOf(objectAt(object, 'host').name);
    return readAuditEvent(host === undefined ? event : { ...event, node: host }, context);
  },
};
