import type { JsonObject } from './form/json-value.ts';

/** Keys by which formats are recognised and read, of records whose stores lower the case of names. */
const KEYS: ReadonlyMap<string, string> = new Map(
  [
    'accountId',
    'additionalEventData',
    'auditID',
    'awsRegion',
    'displayMessage',
    'errorCode',
    'errorMessage',
    'eventName',
    'eventSource',
    'eventTime',
    'eventType',
    'eventVersion',
    'insertId',
    'legacyEventType',
    'logName',
    'objectRef',
    'protoPayload',
    'receiveTimestamp',
    'recipientAccountId',
    'requestParameters',
    'requestReceivedTimestamp',
    'requestURI',
    'responseElements',
    'responseStatus',
    'sourceIPAddress',
    'sourceIPs',
    'userAgent',
    'userIdentity',
  ].map((key) => [key.toLowerCase(), key]),
);

/**
 * A record with its keys as its source spells them: tables of Amazon Athena and Glue know names in
 * lower case only. Undefined when no key is one of those.
 */
export function withSpelledKeys(object: JsonObject): JsonObject | undefined {
  let spelled: Record<string, unknown> | undefined;
  for (const [key, value] of Object.entries(object)) {
    const name = KEYS.get(key);
    if (name === undefined || name === key) continue;
    spelled ??= Object.assign(Object.create(null) as Record<string, unknown>, object);
    spelled[name] = value;
  }
  return spelled;
}
