/** Members that one comment can mention. */
const MAX_MENTIONS = 20;

/**
 * The members whom a text mentions: `@ada@example.com`, or `@ada` where that is only one member.
 *
 * @param emails the addresses of the members
 */
export function mentionsIn(text: string, emails: readonly string[]): readonly string[] {
  const named = new Set<string>();
  for (const [, word = ''] of text.matchAll(/(?<![\w.+-])@([\w.+@-]{1,254})/g)) {
    if (named.size >= MAX_MENTIONS) break;
    const wanted = word.replace(/[.@-]+$/, '').toLowerCase();
    const found = emails.filter((email) => {
      const whole = email.toLowerCase();
      return whole === wanted || whole.split('@', 1)[0] === wanted;
    });
    const [only] = found;
    if (only !== undefined && found.length === 1) named.add(only);
  }
  return [...named];
}
