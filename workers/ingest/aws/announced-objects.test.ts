import { expect, test } from 'vitest';
import { announcedObjects } from './announced-objects.ts';

const said = (message: unknown) =>
  announcedObjects(typeof message === 'string' ? message : JSON.stringify(message), 'eu-west-1');

const created = (name: string, key: string, eventName = 'ObjectCreated:Put') => ({
  eventSource: 'aws:s3',
  eventName,
  awsRegion: 'us-east-2',
  s3: { bucket: { name }, object: { key } },
});

test('S3 tells of created objects, with keys as form fields', () => {
  const Records = [
    created('logs', 'a+b/%C3%A9%2B.gz'),
    created('logs', 'gone', 'ObjectRemoved:Delete'),
    created('evil.example/x?', 'key'),
    created('logs', '%zz'),
  ];
  expect(said({ Records })).toEqual([{ bucket: 'logs', key: 'a b/é+.gz', region: 'us-east-2' }]);
});

test('CloudTrail tells of log files', () => {
  expect(said({ s3Bucket: 'trail', s3ObjectKey: ['a.json.gz', 7] })).toEqual([
    { bucket: 'trail', key: 'a.json.gz', region: 'eu-west-1' },
  ]);
});

test('a message by which S3 tries the topic tells of none', () => {
  expect(said({ Service: 'Amazon S3', Event: 's3:TestEvent' })).toEqual([]);
});

test.each(['text', '[]', 'null', '{"Records":[{"eventSource":"aws:ec2"}]}', '{"detail":{}}'])(
  '%s is a record',
  (message) => {
    expect(said(message)).toBeUndefined();
  },
);
