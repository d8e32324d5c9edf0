import type { OpenUi } from './open-ui.ts';

/** A task of the page's main thread. */
export interface PageTask {
  /** When it began, ms of the trace's clock. */
  readonly at: number;
  /** How long its thread worked on it: what a busy machine adds is not in it. */
  readonly ownMs: number;
}

/** What a page did. */
export interface PageTrace {
  readonly tasks: readonly PageTask[];
  /** When the page last marked something (`performance.mark`), by name, ms of the trace's clock. */
  readonly marks: ReadonlyMap<string, number>;
}

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** µs */
  readonly ts: number;
  /** Of a complete event: how long it took, and how long its thread worked, µs. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const CATEGORIES = ['toplevel', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];

/** What the page did during some work, as Chromium traced it. */
export async function traced(ui: OpenUi, work: () => Promise<void>): Promise<PageTrace> {
  const browser = ui.context.browser();
  if (browser === null) throw new Error('the browser is gone');
  await browser.startTracing(ui.page, { categories: CATEGORIES });
  await work();
  await ui.page.waitForTimeout(200);
  const text = (await browser.stopTracing()).toString();
  const { traceEvents } = JSON.parse(text) as { traceEvents: readonly TraceEvent[] };
  const mains = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  const isMain = ({ pid, tid }: TraceEvent) =>
    mains.some((main) => main.pid === pid && main.tid === tid);
  return {
    tasks: outermost(
      traceEvents.filter(
        (event) => event.name.includes('RunTask') && event.ph === 'X' && isMain(event),
      ),
    ).flatMap(({ ts, tdur }) =>
      tdur === undefined ? [] : [{ at: ts / 1000, ownMs: tdur / 1000 }],
    ),
    marks: new Map(
      traceEvents
        .filter(({ cat }) => cat.includes('blink.user_timing'))
        .map(({ name, ts }) => [name, ts / 1000]),
    ),
  };
}

/** Without those that run within another: Chromium traces most tasks twice. */
function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  let end = Number.NEGATIVE_INFINITY;
  return events
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    .filter(({ ts, dur = 0 }) => {
      if (ts < end) return false;
      end = ts + dur;
      return true;
    });
}
