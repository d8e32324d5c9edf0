import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGUE_DOCUMENT, catalogueDocument } from './catalogue/catalogue-document.ts';
import {
  COMPILED_FILE,
  TEXTS_FILE,
  analyzerTexts,
  compiledSource,
} from './catalogue/compiled-source.ts';
import { readDetections } from './test-analyzers/detections.ts';
import { testFolder } from './test-analyzers/test-folder.ts';

/**
 * `npm run analyzers`: writes what is made from the analyzers' folders. `npm run analyzers test DIR`:
 * holds the analyzers and rules of a folder, such as a repository of one's own, against their records.
 */

const ROOT = path.resolve(import.meta.dirname, '..');

const USAGE = `usage: npm run -s analyzers               writes the catalogue of the built-in analyzers
       npm run -s analyzers test [DIR]   tests the analyzers and Sigma rules below DIR

  Each folder below DIR has an analyzer.yaml or Sigma rules, hit.jsonl with records that must
  hit, and miss.jsonl with records that must not; more of them as hit-NAME.jsonl. Any format that
  is read will do. Without DIR: the folder in which the command is called.`;

function main([command, folder, ...rest]: readonly string[]): number {
  if (command === undefined) {
    writeCatalogue();
    return 0;
  }
  if (command !== 'test' || rest.length > 0) {
    console.error(USAGE);
    return 2;
  }
  try {
    // npm runs a script in its package's folder; package.json keeps where it was called.
    return test(path.resolve(process.env['GRAPNEL_CALLED_IN'] ?? process.cwd(), folder ?? '.'));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function writeCatalogue(): void {
  writeFileSync(path.join(ROOT, COMPILED_FILE), compiledSource());
  writeFileSync(path.join(ROOT, TEXTS_FILE), analyzerTexts());
  writeFileSync(path.join(ROOT, CATALOGUE_DOCUMENT), catalogueDocument());
}

/** Prints a line for each folder, and below it what is wrong with it. */
function test(root: string): number {
  const { folders, rules } = readDetections(root);
  if (folders.length === 0) throw new Error(`${root} has no analyzer and no rule`);
  let failed = 0;
  for (const folder of folders) {
    const problems = testFolder(folder, rules);
    if (problems.length > 0) failed += 1;
    console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${folder.name}`);
    for (const problem of problems) console.log(`       ${problem}`);
  }
  console.log(`\n${folders.length - failed} of ${folders.length} are as they should be`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
