import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { nextSpan, rowsInSight, scrollToShow } from './rows-in-sight.ts';
import type { Span } from './rows-in-sight.ts';
import styles from './windowed-rows.module.css';

/** Rows that are drawn above and below those in sight, once there is time for them. */
const OVERSCAN = 6;

/** So many are drawn in one task, which a slow machine does in less than 50 ms. */
const MOST_AT_ONCE = 6;

/** What is around the rows in sight follows when scrolling rests. */
const REST_MS = 80;

/** Between the steps in which it does. */
const PAUSE_MS = 16;

/** The list as the keyboard walks it. */
export interface WindowedList {
  /** Moves the focus by so many rows; from elsewhere it goes to the first. */
  readonly moveBy: (step: number) => void;
}

interface WindowedRowsProps<Item> {
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  /** Pixels; all rows have the same height. */
  readonly rowHeight: number;
  /** What of a row takes the focus, as a selector. */
  readonly focus: string;
  readonly list: { current: WindowedList | null };
  /**
   * Draws a row; drawn anew when it is another function.
   *
   * @param position of the row among all, from 0
   */
  readonly children: (item: Item, position: number) => ComponentChildren;
  /** Called when rows near the end come into sight. */
  readonly onNearEnd?: (() => void) | undefined;
}

/**
 * Rows of a long table, of which those in sight are drawn, and the one that has the focus. It scrolls
 * with the screen. What is in a row must not depend on its being drawn.
 */
export function WindowedRows<Item>(props: WindowedRowsProps<Item>) {
  const { items, idOf, rowHeight, focus } = props;
  const room = useRef<HTMLDivElement>(null);
  const sight = useSignal({ from: 0, to: 40 });
  /** The id of the row that has the focus, or is about to. */
  const held = useSignal('');
  /** Where it was last: when it goes, the keyboard walks on from there. */
  const heldAt = useRef(-1);
  const isDue = useRef(false);
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const frame = useRef(0);
  const newest = useRef(props);
  newest.current = props;

  const look = useMemo(
    () => () => {
      const own = room.current;
      const screen = own?.closest<HTMLElement>('#screen');
      if (own === null || screen === null || screen === undefined) return;
      const above = screen.getBoundingClientRect().top - own.getBoundingClientRect().top;
      const seen = (overscan: number) =>
        rowsInSight({
          above,
          height: screen.clientHeight,
          rowHeight: newest.current.rowHeight,
          count: newest.current.items.length,
          overscan,
        });
      const bare = seen(0);
      const wide = seen(OVERSCAN);
      let steppedAt: CSSNumberish | null = null;
      let isResting = false;
      const step = () => {
        steppedAt = document.timeline.currentTime;
        sight.value = nextSpan(sight.peek(), bare, wide, MOST_AT_ONCE);
      };
      const goOn = () => {
        if (isShort(sight.peek(), bare)) {
          frame.current = requestAnimationFrame((at) => {
            // The first comes in the frame of the scrolling itself, which has drawn its share.
            if (at !== steppedAt) step();
            goOn();
          });
          return;
        }
        if (!isShort(sight.peek(), wide)) return;
        rest.current = setTimeout(
          () => {
            step();
            goOn();
          },
          isResting ? PAUSE_MS : REST_MS,
        );
        isResting = true;
      };
      clearTimeout(rest.current);
      cancelAnimationFrame(frame.current);
      if (isShort(sight.peek(), bare)) step();
      goOn();
      if (wide.to >= newest.current.items.length) newest.current.onNearEnd?.();
    },
    [],
  );
  useEffect(() => {
    const screen = room.current?.closest<HTMLElement>('#screen');
    if (screen === null || screen === undefined) return undefined;
    const resize = new ResizeObserver(look);
    resize.observe(screen);
    screen.addEventListener('scroll', look, { passive: true });
    return () => {
      clearTimeout(rest.current);
      cancelAnimationFrame(frame.current);
      resize.disconnect();
      screen.removeEventListener('scroll', look);
    };
  }, []);
  useLayoutEffect(look, [items.length, rowHeight]);
  useLayoutEffect(() => {
    if (!isDue.current) return;
    isDue.current = false;
    rowOf(room.current, held.peek())
      ?.querySelector<HTMLElement>(focus)
      ?.focus({ preventScroll: true });
  });

  const moveBy = (step: number) => {
    const now = newest.current;
    const own = room.current;
    const screen = own?.closest<HTMLElement>('#screen');
    if (own === null || screen === null || screen === undefined) return;
    const at = now.items.findIndex((item) => now.idOf(item) === held.peek());
    const isGone = at === -1 && heldAt.current !== -1;
    const isHere = at !== -1 && own.contains(document.activeElement);
    const wanted = isHere ? at + step : isGone ? heldAt.current : 0;
    const to = Math.max(0, Math.min(now.items.length - 1, wanted));
    const item = now.items[to];
    if (item === undefined) return;
    held.value = now.idOf(item);
    const top = own.getBoundingClientRect().top - screen.getBoundingClientRect().top;
    const by = scrollToShow({
      top: top + to * now.rowHeight,
      rowHeight: now.rowHeight,
      height: screen.clientHeight,
      room: now.rowHeight,
    });
    if (by !== 0) screen.scrollTop += by;
    look();
    const drawn = rowOf(own, held.peek())?.querySelector<HTMLElement>(focus);
    if (drawn === null || drawn === undefined) isDue.current = true;
    else drawn.focus({ preventScroll: true });
  };
  useLayoutEffect(() => {
    props.list.current = { moveBy };
    return () => (props.list.current = null);
  }, []);

  const draw = useDrawn(idOf, props.children);
  const { from, to } = sight.value;
  const drawn = items.slice(from, to).map((item, index) => [item, from + index] as const);
  const at = held.value === '' ? -1 : items.findIndex((item) => idOf(item) === held.value);
  if (at !== -1) heldAt.current = at;
  const heldItem = items[at];
  if (heldItem !== undefined && at < from) drawn.unshift([heldItem, at]);
  if (heldItem !== undefined && at >= to) drawn.push([heldItem, at]);
  return (
    <div
      ref={room}
      class={styles.room}
      role="rowgroup"
      style={{ height: `${items.length * rowHeight}px` }}
      onFocusIn={(event) => {
        const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
        if (row?.dataset.row !== undefined) held.value = row.dataset.row;
      }}
    >
      {drawn.map(([item, position]) => (
        <div
          key={idOf(item)}
          class={styles.row}
          role="presentation"
          data-row={idOf(item)}
          style={{ transform: `translateY(${position * rowHeight}px)` }}
        >
          {draw(item, position)}
        </div>
      ))}
    </div>
  );
}

/** Whether rows that are wanted are not drawn. */
function isShort(drawn: Span, wanted: Span): boolean {
  return drawn.from > wanted.from || drawn.to < wanted.to;
}

/** Draws each row once: Preact leaves alone what it is given a second time. */
function useDrawn<Item>(
  idOf: (item: Item) => string,
  children: (item: Item, position: number) => ComponentChildren,
): (item: Item, position: number) => ComponentChildren {
  return useMemo(() => {
    const drawn = new Map<string, { position: number; row: ComponentChildren }>();
    return (item: Item, position: number) => {
      const known = drawn.get(idOf(item));
      if (known?.position === position) return known.row;
      const row = children(item, position);
      drawn.set(idOf(item), { position, row });
      return row;
    };
  }, [children]);
}

function rowOf(room: HTMLElement | null, id: string): HTMLElement | undefined {
  return [...(room?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].find(
    (row) => row.dataset.row === id,
  );
}
