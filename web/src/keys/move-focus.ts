/**
 * Moves the focus among the things of a list that the keyboard walks; from elsewhere it goes to the
 * first. The row that it comes to is brought into sight.
 *
 * @param things a selector of what takes the focus
 */
export function moveFocus(list: HTMLElement | null, step: number, things = 'a'): void {
  const all = [...(list?.querySelectorAll<HTMLElement>(things) ?? [])];
  const at = all.findIndex((thing) => thing === document.activeElement);
  const next = all[at === -1 ? 0 : Math.max(0, Math.min(all.length - 1, at + step))];
  next?.focus();
  next?.closest('[role=row]')?.scrollIntoView({ block: 'nearest' });
}
