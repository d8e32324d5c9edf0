import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { schemaDocument } from '../core/schema/schema-document.ts';

/** Writes docs/schema.md from the schema's declarations. */
writeFileSync(path.resolve(import.meta.dirname, '../docs/schema.md'), schemaDocument());
