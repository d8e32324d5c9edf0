import type { Analyzer } from '../../core/detect/analyzer.ts';
import { readAnalyzerFiles } from './analyzer-files.ts';
import { TACTICS, tacticOf } from '../../core/contract/tactics.ts';

/** The file that {@link catalogueDocument} is the content of. */
export const CATALOGUE_DOCUMENT = 'docs/catalogue.md';

const HEAD = `# The built-in analyzers

Generated from \`analyzers/\` by \`npm run analyzers\`; edit there. What an analyzer is made of is in
[analyzers.md](analyzers.md), how hits become a score in [scoring.md](scoring.md). Each is under the
tactic of its first technique. The risk is what one hit adds to a lens; an analyzer of low risk is
not worth a look alone, and is there to add up with others.
`;

/** The catalogue as a page for people, in Markdown. */
export function catalogueDocument(analyzers: readonly Analyzer[] = readAnalyzerFiles()): string {
  const sections = TACTICS.flatMap((tactic) => {
    const own = analyzers.filter(({ techniques: [first = ''] }) => tacticOf(first) === tactic);
    return own.length === 0 ? [] : [section(tactic.name, own)];
  });
  const count = `There are ${analyzers.length} analyzers, for ${techniquesOf(analyzers)} techniques.\n`;
  return [HEAD, count, ...sections].join('\n');
}

function section(name: string, analyzers: readonly Analyzer[]): string {
  const rows = analyzers.map(
    ({ id, title, risk, level, techniques, description }) =>
      `| [\`${id}\`](../analyzers/${id}/analyzer.yaml) | ${cell(title)} | ${level} | ${risk} | ${techniques.join(', ')} | ${cell(firstSentence(description))} |`,
  );
  return [
    `## ${name}`,
    '',
    '| id | title | level | risk | techniques | what it sees |',
    '| --- | --- | --- | ---: | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function techniquesOf(analyzers: readonly Analyzer[]): number {
  return new Set(analyzers.flatMap(({ techniques }) => techniques)).size;
}

/** Up to the first full stop that a space follows. */
function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
}
