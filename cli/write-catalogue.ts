import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGUE_FILE, catalogueSource } from './catalogue/source.ts';

/** Writes what the Worker loads of the analyzers' folders. */

const file = path.resolve(import.meta.dirname, '..', CATALOGUE_FILE);
const source = catalogueSource();
if (readFileSync(file, 'utf8') !== source) writeFileSync(file, source);
