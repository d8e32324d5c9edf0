/** What the next new analyzer begins with, where it was asked for elsewhere. */
let draft: string | undefined;

/** Keeps a text for the editor that opens next. */
export function keepDraft(source: string): void {
  draft = source;
}

/** Takes the text that was kept, once. */
export function takeDraft(): string | undefined {
  const taken = draft;
  draft = undefined;
  return taken;
}
