import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGUE_DOCUMENT, catalogueDocument } from './catalogue/catalogue-document.ts';
import {
  COMPILED_FILE,
  TEXTS_FILE,
  analyzerTexts,
  compiledSource,
} from './catalogue/compiled-source.ts';

/** `npm run analyzers`: writes what is made from the analyzers' folders. */

const ROOT = path.resolve(import.meta.dirname, '..');

writeFileSync(path.join(ROOT, COMPILED_FILE), compiledSource());
writeFileSync(path.join(ROOT, TEXTS_FILE), analyzerTexts());
writeFileSync(path.join(ROOT, CATALOGUE_DOCUMENT), catalogueDocument());
