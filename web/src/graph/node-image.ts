import { ICON_PATHS } from '../parts/icon-paths.ts';
import { typeLook } from '../parts/node-type.ts';
import { riskBand, riskNumber } from '../parts/risk-band.ts';
import type { Palette } from './palette.ts';

/** The field around a node: room for the number that sits on its corner. */
export const IMAGE_SIZE = 64;

/** A node's icon, and its risk as a number on the corner, as an image for the canvas. */
export function nodeImage(type: string, risk: number, palette: Palette): string {
  const look = typeLook(type);
  const icon =
    `<g transform="translate(23 23) scale(1.125)" fill="none" stroke="${palette.type(look.colour)}"` +
    ` stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">` +
    `<path d="${ICON_PATHS[look.icon]}"/></g>`;
  const badge = risk > 0 ? riskBadge(risk, palette) : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${IMAGE_SIZE}" height="${IMAGE_SIZE}" viewBox="0 0 64 64">${icon}${badge}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function riskBadge(risk: number, palette: Palette): string {
  const text = riskNumber(risk);
  const width = Math.max(18, 8 + text.length * 6.6);
  const left = Math.min(40, 63 - width);
  return (
    `<rect x="${left}" y="5" width="${width}" height="16" rx="8" fill="${palette.riskFill(riskBand(risk))}"` +
    ` stroke="${palette.canvas}" stroke-width="2"/>` +
    `<text x="${left + width / 2}" y="16.8" text-anchor="middle" font-family="system-ui,sans-serif"` +
    ` font-size="10.5" font-weight="700" fill="${palette.onFill}">${text}</text>`
  );
}
