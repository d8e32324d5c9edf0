/** The colours of the page, resolved for the canvas, which knows no custom properties. */
export interface Palette {
  readonly canvas: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly onFill: string;
  readonly font: string;
  readonly type: (colour: string) => string;
  readonly typeSoft: (colour: string) => string;
  readonly riskFill: (band: string) => string;
}

/** Reads the tokens as they are now, in the theme that is shown now. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const style = getComputedStyle(probe);
  const known = new Map<string, string>();
  const colour = (token: string): string => {
    const before = known.get(token);
    if (before !== undefined) return before;
    probe.style.color = `var(--${token})`;
    const resolved = style.color;
    known.set(token, resolved);
    return resolved;
  };
  const fixed = {
    canvas: colour('canvas'),
    text: colour('text'),
    muted: colour('text-3'),
    line: colour('line-strong'),
    accent: colour('accent'),
    onFill: colour('on-fill'),
    font: style.fontFamily,
  };
  const names = ['process', 'file', 'address', 'connection', 'user', 'asset', 'other'];
  for (const name of names) {
    colour(`type-${name}`);
    colour(`type-${name}-soft`);
  }
  for (const band of ['none', 'low', 'medium', 'high', 'critical']) colour(`risk-${band}-fill`);
  probe.remove();
  return {
    ...fixed,
    type: (name) => known.get(`type-${name}`) ?? fixed.muted,
    typeSoft: (name) => known.get(`type-${name}-soft`) ?? fixed.canvas,
    riskFill: (band) => known.get(`risk-${band}-fill`) ?? fixed.muted,
  };
}
