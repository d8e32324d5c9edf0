import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../e2e/running-service.ts';
import { LOGIN, receiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';
import { findShipper, runShipper } from './shipper.ts';
import type { RunningShipper, Shipper } from './shipper.ts';
import { snippet } from './snippet.ts';

const LINES = [
  `<38>Jan  2 03:04:05 gate sshd[99]: ${LOGIN}`,
  `<38>Jan  2 03:04:06 gate sshd[100]: ${LOGIN.replace('root', 'eve')}`,
];

let running: RunningShipper | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** Whether what was sent is in the graph: who logged in, on which host. */
async function expectLogins(receiving: Receiver): Promise<void> {
  expect(await receiving.received(2)).toEqual({
    received: 2,
    accepted: 2,
    rejected: 0,
    ignored: 0,
  });
  const graph = await receiving.graph();
  for (const name of ['gate', 'root', 'eve', '203.0.113.9']) expect(graph).toContain(name);
}

const rsyslog = findShipper('rsyslog', 'usr/sbin/rsyslogd');

/** Starts rsyslog, with an action that sends what comes to a port. */
async function startRsyslog(action: string): Promise<void> {
  const shipper = rsyslog as Shipper;
  const port = await freePort();
  const modules = shipper.folder('usr/lib/x86_64-linux-gnu/rsyslog');
  running = runShipper(
    shipper,
    port,
    (folder) =>
      [
        `global(workDirectory="${folder}")`,
        'module(load="imtcp")',
        `input(type="imtcp" port="${port}" address="127.0.0.1")`,
        action,
      ].join('\n'),
    (config, folder) => ['-n', '-f', config, '-i', `${folder}/pid`, '-M', modules],
  );
  await running.send(LINES);
}

describe.skipIf(rsyslog === undefined)(
  'rsyslog (skipped where it could not be fetched)',
  { concurrent: false },
  () => {
    test('omelasticsearch, with a template that keeps the program', async () => {
      const receiving = await receiver('rsyslog');
      await startRsyslog(snippet('rsyslog', receiving));
      await expectLogins(receiving);
    });

    test('omelasticsearch as it is: what it leaves out is told, and nothing is lost', async () => {
      const receiving = await receiver('rsyslog as it is');
      await startRsyslog(
        `module(load="omelasticsearch")
         action(type="omelasticsearch" server="127.0.0.1" serverport="${receiving.url.port}"
         uid="grapnel" pwd="${receiving.token}")`,
      );
      expect(await receiving.received(2)).toMatchObject({ received: 2, rejected: 2 });
      expect(await receiving.record(1, 1)).toContain(LOGIN);
    });
  },
);

const syslogNg = findShipper('syslog-ng', 'usr/sbin/syslog-ng');

/** Starts syslog-ng with a destination. */
async function startSyslogNg(destination: string): Promise<void> {
  const shipper = syslogNg as Shipper;
  const port = await freePort();
  const scl = shipper.folder('usr/share/syslog-ng/include/scl');
  running = runShipper(
    shipper,
    port,
    () =>
      [
        '@version: 3.38',
        `@include "${scl}/elasticsearch/elastic-http.conf"`,
        'options { use-dns(no); keep-hostname(yes); };',
        `source s { network(transport(tcp) ip(127.0.0.1) port(${port})); };`,
        destination,
        'log { source(s); destination(d_grapnel); };',
      ].join('\n'),
    (config, folder) => [
      '--foreground',
      '--no-caps',
      `--cfgfile=${config}`,
      `--persist-file=${folder}/persist`,
      `--pidfile=${folder}/pid`,
      `--control=${folder}/control`,
      `--module-path=${shipper.folder('usr/lib/syslog-ng/3.38')}`,
    ],
  );
  await running.send(LINES);
}

describe.skipIf(syslogNg === undefined)(
  'syslog-ng (skipped where it could not be fetched)',
  { concurrent: false },
  () => {
    test('elasticsearch-http()', async () => {
      const receiving = await receiver('syslog-ng');
      await startSyslogNg(snippet('syslog-ng-elasticsearch', receiving));
      await expectLogins(receiving);
    });

    test('http() to the Splunk collector', async () => {
      const receiving = await receiver('syslog-ng HEC');
      await startSyslogNg(snippet('syslog-ng-splunk', receiving));
      await expectLogins(receiving);
    });

    test('http() to /ingest', async () => {
      const receiving = await receiver('syslog-ng native');
      await startSyslogNg(
        `destination d_grapnel { http(url("${receiving.url.origin}/ingest") method("POST")
         headers("Authorization: Bearer ${receiving.token}")
         body("<\${PRI}>\${ISODATE} \${HOST} \${MSGHDR}\${MESSAGE}")
         batch-lines(1000) batch-timeout(100)); };`,
      );
      await expectLogins(receiving);
    });
  },
);
