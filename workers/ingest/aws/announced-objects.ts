/** An object of S3 that a message tells of. */
export interface AnnouncedObject {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
}

/** The rules for names of buckets; also keeps one from changing the address that is asked. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const REGION = /^[a-z0-9-]{3,30}$/;

/** Objects in one message; S3 sends one, CloudTrail a few. */
const MAX_OBJECTS = 100;

/**
 * The objects that a message of SNS tells of: S3's event notifications of created objects, and
 * CloudTrail's of new log files. Undefined of a message that is something else, such as a record;
 * empty of those by which S3 and CloudTrail try a topic, or that tell of objects that are gone.
 *
 * @param region of the topic, where the message does not say the bucket's
 */
export function announcedObjects(message: string, region: string): AnnouncedObject[] | undefined {
  const value = objectOf(parsed(message));
  if (value === undefined) return undefined;
  if (value.Event === 's3:TestEvent') return [];
  if (typeof value.s3Bucket === 'string' && Array.isArray(value.s3ObjectKey)) {
    return objects(value.s3ObjectKey.map((key: unknown) => [value.s3Bucket, key, region]));
  }
  if (!Array.isArray(value.Records) || objectOf(value.Records[0])?.eventSource !== 'aws:s3') {
    return undefined;
  }
  return objects(
    value.Records.map(objectOf)
      .filter((record) => String(record?.eventName).startsWith('ObjectCreated'))
      .map((record) => {
        const s3 = objectOf(record?.s3);
        const key = objectOf(s3?.object)?.key;
        return [objectOf(s3?.bucket)?.name, decodedKey(key), record?.awsRegion ?? region];
      }),
  );
}

/** Keys in events are encoded as form fields are. */
function decodedKey(key: unknown): unknown {
  try {
    return decodeURIComponent(String(key).replaceAll('+', ' '));
  } catch {
    return undefined; // No such encoding: there is no such object.
  }
}

function objects(parts: readonly (readonly unknown[])[]): AnnouncedObject[] {
  return parts.slice(0, MAX_OBJECTS).flatMap(([bucket, key, region]) => {
    if (typeof bucket !== 'string' || typeof key !== 'string' || typeof region !== 'string')
      return [];
    const isSound = BUCKET.test(bucket) && REGION.test(region) && key !== '' && key.length <= 1_024;
    return isSound ? [{ bucket, key, region }] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The message is text.
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}
