import { expect, test } from 'vitest';
import { signedHeaders } from './sign-request.ts';

test('a request is signed as in the example of the API reference', () => {
  const headers = signedHeaders(
    new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
    {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    'us-east-1',
    new Date(Date.UTC(2013, 4, 24)),
    { range: 'bytes=0-9' },
  );
  expect(headers.authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});
