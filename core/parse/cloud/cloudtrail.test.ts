import { expect, test } from 'vitest';
import { said } from '../../../test/said.ts';

const ARN = 'arn:aws:iam::111122223333:user/ann';
const ANN = `principal ${ARN}`;

function call(eventName: string, requestParameters: object, rest: object = {}): object {
  return {
    eventVersion: '1.08',
    eventTime: '2026-05-11T08:30:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName,
    sourceIPAddress: '203.0.113.9',
    userIdentity: { type: 'IAMUser', arn: ARN, accountId: '111122223333', userName: 'ann' },
    recipientAccountId: '111122223333',
    requestParameters,
    ...rest,
  };
}

const items = (...list: object[]): object => ({ items: list });
const publicPolicy = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] };
const trust = { Statement: { Effect: 'Allow', Principal: { AWS: ['arn:aws:iam::9:root'] } } };

test.each([
  [
    call('ModifySnapshotAttribute', {
      snapshotId: 'snap-1',
      createVolumePermission: { add: items({ userId: '9' }, { group: 'all' }) },
    }),
    ['resource snap-1 —shared_with→ principal 9', 'resource snap-1 —shared_with→ principal *'],
  ],
  [
    call('PutBucketPolicy', { bucketName: 'b', bucketPolicy: publicPolicy }),
    ['resource arn:aws:s3:::b —shared_with→ principal *'],
  ],
  [
    call('UpdateAssumeRolePolicy', { roleName: 'r', policyDocument: JSON.stringify(trust) }),
    ['resource r —shared_with→ principal arn:aws:iam::9:root'],
  ],
  [
    call('AuthorizeSecurityGroupIngress', {
      groupId: 'sg-1',
      ipPermissions: items({ ipRanges: items({ cidrIp: '0.0.0.0/0' }) }),
    }),
    ['resource sg-1 —shared_with→ principal *'],
  ],
  [
    call('AuthorizeSecurityGroupIngress', {
      groupId: 'sg-1',
      ipPermissions: items({ ipRanges: items({ cidrIp: '10.0.0.0/8' }) }),
    }),
    [],
  ],
  [
    call('AuthorizeSecurityGroupIngress', { groupId: 'sg-1', cidrIp: '0.0.0.0/0' }),
    ['resource sg-1 —shared_with→ principal *'],
  ],
  [
    call(
      'ModifyImageAttribute',
      { imageId: 'ami-1', launchPermission: { add: items({ group: 'all' }) } },
      { errorCode: 'Client.UnauthorizedOperation' },
    ),
    [],
  ],
])('%#: what a call opened, and to whom', (record, expected) => {
  expect(said(record).filter((line) => line.includes('shared_with'))).toEqual(expected);
});

test('a policy that is no JSON opens nothing', () => {
  const lines = said(call('PutBucketPolicy', { bucketName: 'b', bucketPolicy: '{' }));
  expect(lines.join()).not.toContain('shared_with');
});

test('a key that was made is not yet used', () => {
  const lines = said(
    call(
      'CreateAccessKey',
      { userName: 'bob' },
      { responseElements: { accessKey: { accessKeyId: 'AKIAEXAMPLE' } } },
    ),
  );
  expect(lines).toContain(`${ANN} —issued_key→ access_key AKIAEXAMPLE`);
  expect(lines.join()).not.toContain('uses_key');
});

const signIn = (MFAUsed: string): string[] =>
  said(
    call(
      'ConsoleLogin',
      {},
      { additionalEventData: { MFAUsed }, responseElements: { ConsoleLogin: 'Success' } },
    ),
  );

test('a sign-in with a password alone is told', () => {
  const line = `${ANN} —signed_in_without_mfa→ asset 111122223333`;
  expect(signIn('No')).toContain(line);
  expect(signIn('Yes')).not.toContain(line);
});
