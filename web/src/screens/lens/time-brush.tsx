import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { zone } from '../../data/preferences.ts';
import { timelineBins, timelineRows } from '../../graph/timeline.ts';
import type { TimeRange } from '../../graph/time-range.ts';
import { Button } from '../../parts/button.tsx';
import { absoluteTime, clockTime, zoneName } from '../../parts/time.ts';
import type { LensModel } from './lens-model.ts';
import styles from './time-brush.module.css';

const BINS = 96;
const HEIGHT = 28;

/** A press that moves less is no range. */
const LEAST_SHARE = 0.01;

/** Steps of the handles, of the whole. */
const STEP = 1 / BINS;

/**
 * When the most happened, and the stretch of it that all views are about: drawn with the pointer, or
 * moved by the arrow keys at its ends.
 */
export function TimeBrush({ model }: { readonly model: LensModel }) {
  const strip = useRef<HTMLDivElement>(null);
  /** The range while it is being drawn, as shares of the whole. */
  const drawn = useSignal<readonly [number, number] | undefined>(undefined);
  const index = model.index.value;
  const rows = useMemo(() => timelineRows(index, false), [index]);
  const first = rows[0]?.edge.first;
  const last = rows.at(-1)?.edge.first;
  const bins = useMemo(() => timelineBins(rows, BINS), [rows]);
  if (first === undefined || last === undefined || first === last) return null;
  const span = last - first;
  const most = Math.max(...bins.map((bin) => bin.count));
  const range = model.range.value;
  const shares = drawn.value ?? (range && [share(range.from), share(range.to)]);
  const [left, right] = shares ?? [0, 1];

  function share(time: number): number {
    return clamp((time - (first ?? 0)) / span);
  }
  const rangeFrom = (a: number, b: number): TimeRange => ({
    from: (first ?? 0) + Math.min(a, b) * span,
    to: (first ?? 0) + Math.max(a, b) * span,
  });
  const shareAt = (event: PointerEvent): number => {
    const box = strip.current?.getBoundingClientRect();
    return box === undefined || box.width === 0 ? 0 : clamp((event.clientX - box.left) / box.width);
  };
  const finish = () => {
    const done = drawn.peek();
    drawn.value = undefined;
    if (done === undefined) return;
    const isRange = Math.abs(done[1] - done[0]) >= LEAST_SHARE;
    model.setRange(isRange ? rangeFrom(...done) : undefined);
  };
  return (
    <div class={styles.brush} role="group" aria-label="Time range">
      <div
        class={styles.strip}
        ref={strip}
        role="presentation"
        onPointerDown={(event) => {
          if (event.button !== 0 || (event.target as HTMLElement).closest('[role=slider]')) return;
          strip.current?.setPointerCapture(event.pointerId);
          const at = shareAt(event);
          drawn.value = [at, at];
        }}
        onPointerMove={(event) => {
          const begun = drawn.peek();
          if (begun !== undefined) drawn.value = [begun[0], shareAt(event)];
        }}
        onPointerUp={finish}
        onPointerCancel={() => (drawn.value = undefined)}
      >
        <svg
          class={styles.bins}
          viewBox={`0 0 ${BINS * 4} ${HEIGHT}`}
          preserveAspectRatio="none"
          height={HEIGHT}
          role="img"
          aria-label={`${rows.length} events between ${clockTime(first, zone.value)} and ${clockTime(last, zone.value)}`}
        >
          {bins.map((bin, at) => {
            const height = bin.count === 0 ? 1 : Math.max(3, (bin.count / most) * HEIGHT);
            const risky = bin.count === 0 ? 0 : (bin.risky / bin.count) * height;
            return (
              <g key={at}>
                <rect
                  class={styles.quiet}
                  x={at * 4}
                  y={HEIGHT - height}
                  width="3"
                  height={height - risky}
                />
                <rect class={styles.risky} x={at * 4} y={HEIGHT - risky} width="3" height={risky} />
              </g>
            );
          })}
        </svg>
        {shares !== undefined && (
          <>
            <span
              class={styles.out}
              style={{ left: '0', width: `${Math.min(left, right) * 100}%` }}
            />
            <span
              class={styles.out}
              style={{ right: '0', width: `${(1 - Math.max(left, right)) * 100}%` }}
            />
          </>
        )}
        <Handle
          label="Begin of the range"
          at={Math.min(left, right)}
          time={first + Math.min(left, right) * span}
          onMove={(by) => model.setRange(rangeFrom(Math.min(right, clamp(left + by)), right))}
        />
        <Handle
          label="End of the range"
          at={Math.max(left, right)}
          time={first + Math.max(left, right) * span}
          onMove={(by) => model.setRange(rangeFrom(left, Math.max(left, clamp(right + by))))}
        />
      </div>
      <p class={styles.ends}>
        <span>{clockTime(range?.from ?? first, zone.value)}</span>
        {range === undefined ? (
          <span class={styles.key}>
            touches risk<span class={styles.hint}> · draw over it for a time range</span>
          </span>
        ) : (
          <Button kind="quiet" onClick={() => model.setRange(undefined)}>
            Show the whole time
          </Button>
        )}
        <span>
          {clockTime(range?.to ?? last, zone.value)} {zoneName(zone.value)}
        </span>
      </p>
    </div>
  );
}

interface HandleProps {
  readonly label: string;
  /** As a share of the whole. */
  readonly at: number;
  readonly time: number;
  readonly onMove: (by: number) => void;
}

function Handle({ label, at, time, onMove }: HandleProps) {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -STEP,
    ArrowRight: STEP,
    PageDown: -10 * STEP,
    PageUp: 10 * STEP,
    Home: -1,
    End: 1,
  };
  return (
    <span
      class={styles.handle}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(at * 100)}
      aria-valuetext={`${absoluteTime(time, zone.value)} ${zoneName(zone.value)}`}
      style={{ left: `${at * 100}%` }}
      onKeyDown={(event) => {
        const by = steps[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        onMove(by);
      }}
    />
  );
}

function clamp(share: number): number {
  return Math.max(0, Math.min(1, share));
}
