import { existsSync } from 'node:fs';
import path from 'node:path';
import { MEMBERS, PASSWORD, startFakeApi } from './fake-api.ts';

const webRoot = path.join(import.meta.dirname, '../../dist/web');
const isBuilt = existsSync(path.join(webRoot, 'index.html'));
const api = await startFakeApi(Number(process.env.PORT ?? 8787), isBuilt ? webRoot : undefined);

console.log(`The fake API is at ${api.url}${isBuilt ? ', with the built UI' : ''}.`);
console.log(`Sign in as ${Object.values(MEMBERS).join(', ')} with “${PASSWORD}”.`);
if (!isBuilt) console.log('Run `npm run dev:web` for the UI.');
