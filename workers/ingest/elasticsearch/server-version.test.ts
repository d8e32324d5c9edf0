import { expect, test } from 'vitest';
import { serverVersion } from './server-version.ts';

test.each([
  ['Elastic-filebeat/8.15.0 (linux; amd64; x; 2024)', undefined, '8.15.0'],
  ['Elastic-winlogbeat/9.2.1 (windows)', undefined, '9.2.1'],
  ['Elastic-Elastic-Agent/8.17.3', undefined, '8.17.3'],
  ['Filebeat/7.17.1', undefined, '7.17.1'],
  ['Logstash/8.15.0 (OS=Linux-5; JVM=17) logstash-output-elasticsearch/11.22', undefined, '8.15.0'],
  ['elasticsearch-js/9.1.0', 'application/vnd.elasticsearch+json; compatible-with=9', '9.1.0'],
  ['elasticsearch-js/8.19.1', 'application/vnd.elasticsearch+json; compatible-with=8', '8.19.0'],
  ['curl/8', undefined, '8.19.0'],
  [undefined, undefined, '8.19.0'],
])('%s is told a version that it takes', (userAgent, accept, version) => {
  expect(serverVersion(userAgent, accept)).toBe(version);
});
