import { ICON_PATHS } from './icon-paths.ts';
import type { IconName } from './icon-paths.ts';

interface IconProps {
  readonly name: IconName;
  readonly size?: number;
  readonly class?: string | undefined;
}

/** An icon beside words: it says nothing that they do not, so it is hidden from readers. */
export function Icon({ name, size = 16, class: className }: IconProps) {
  return (
    <svg
      class={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={ICON_PATHS[name]} />
    </svg>
  );
}
