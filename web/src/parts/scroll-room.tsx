import type { ComponentChildren } from 'preact';

interface ScrollRoomProps {
  readonly label: string;
  readonly as?: 'div' | 'pre';
  readonly class?: string | undefined;
  readonly children: ComponentChildren;
}

/** Something that scrolls in itself. The keyboard must reach it to scroll it. */
export function ScrollRoom({ label, as: Tag = 'div', class: name, children }: ScrollRoomProps) {
  return (
    <Tag class={name} role="region" aria-label={label} tabIndex={0}>
      {children}
    </Tag>
  );
}
