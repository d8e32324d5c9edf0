import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SAMPLE_DURATION_MS, sampleAttack } from '../core/sample/sample-attack.ts';
import { servicePort } from './free-port.ts';
import { startLocalService } from './local-service.ts';
import { ServiceClient, sendUpload } from './service-client.ts';

/** How long the sample may take to become lenses. */
const PATIENCE_MS = 60_000;

const stateFolder = mkdtempSync(path.join(tmpdir(), 'grapnel-demo-'));
process.once('exit', () => rmSync(stateFolder, { recursive: true, force: true }));
console.log('Starting Grapnel on this machine …');
const service = await startLocalService({ stateFolder, port: await servicePort() });
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());

const client = new ServiceClient(service.url);
const { session, email, password } = await client.signUp('Acme', 'analyst@acme.example');
console.log(`Signed up the tenant ${session.tenant.name}.`);
const { token } = await client.createSource('Sample attack');
for (const { name, body } of sampleAttack(Date.now() - SAMPLE_DURATION_MS)) {
  await sendUpload(service.url, token, body);
  console.log(`Pushed ${body.split('\n').length} records: ${name}.`);
}
await untilDone();

console.log('\nLenses, riskiest first:\n');
for (const lens of await client.lenses()) {
  console.log(
    `  ${String(lens.score).padStart(5)}  ${lens.type} ${lens.name}  [${lens.techniques.join(', ')}]`,
  );
  console.log(`         ${lens.why}`);
}
console.log(`
Review them at  ${service.url.origin}
sign in with    ${email}
password        ${password}

Send your own:  curl ${service.url.origin}/ingest -H 'Authorization: Bearer ${token}' --data-binary @events.xml

Stop with Ctrl+C.`);

async function untilDone(): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const uploads = await client.uploads();
    if (uploads.every(({ state }) => state === 'done')) return;
    if (Date.now() > giveUpAt) throw new Error('the sample is not in the graph after a minute');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stop(): Promise<void> {
  await service.stop();
  process.exit(0);
}
