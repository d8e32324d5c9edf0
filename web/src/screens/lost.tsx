import { EmptyState } from '../parts/empty-state.tsx';
import { ScreenTitle } from '../shell/screen-title.tsx';
import { paths } from '../routes.ts';

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
