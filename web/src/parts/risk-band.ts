/** The five words for risk, so that a number is never told by colour alone. */
export type RiskBand = 'none' | 'low' | 'medium' | 'high' | 'critical';

/** Where each band begins, the highest first. */
const BEGINNINGS: readonly (readonly [number, RiskBand])[] = [
  [80, 'critical'],
  [50, 'high'],
  [25, 'medium'],
  [1, 'low'],
];

/** The band of a score, of a node's risk, or of an analyzer's. */
export function riskBand(risk: number): RiskBand {
  return BEGINNINGS.find(([from]) => risk >= from)?.[1] ?? 'none';
}

/** How much of a bar of 100 a score fills; a score has no upper limit, a bar has. */
export function riskShare(risk: number): number {
  return Math.max(0, Math.min(1, risk / 100));
}

/** A risk as a number: whole when it is whole. */
export function riskNumber(risk: number): string {
  return Number.isInteger(risk) ? String(risk) : risk.toFixed(1);
}
