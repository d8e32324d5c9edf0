import { EmptyState } from '../parts/empty-state.tsx';
import { ScreenTitle } from '../shell/screen-title.tsx';
import { paths } from '../routes.ts';

interface MissingProps {
  /** What there is none of: `lens`. */
  readonly what: string;
  /** Where one is found that there is. */
  readonly href: string;
  /** What is there: `the lenses`. */
  readonly place: string;
}

/** What an address names is not there, and trying again would not change that. */
export function Missing({ what, href, place }: MissingProps) {
  return (
    <>
      <ScreenTitle title="Not found" />
      <EmptyState title={`There is no such ${what}`}>
        <p>It was deleted, is no longer kept, or belongs to another organisation.</p>
        <a href={href}>Go to {place}</a>
      </EmptyState>
    </>
  );
}

/** An address without a screen. */
export function Lost() {
  return (
    <>
      <ScreenTitle title="Not found" />
      <EmptyState title="There is nothing at this address">
        <p>It may have been mistyped, or what it named may be gone.</p>
        <a href={paths.lenses}>Go to the lenses</a>
      </EmptyState>
    </>
  );
}
