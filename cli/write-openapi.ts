import { writeFileSync } from 'node:fs';
import { OPENAPI_FILE, openApiText } from './openapi/openapi-file.ts';

/** Writes the API's description from the code: see cli/openapi/document.ts. */
writeFileSync(OPENAPI_FILE, await openApiText());
