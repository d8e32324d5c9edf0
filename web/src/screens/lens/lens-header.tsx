import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { Chip } from '../../parts/chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { More } from '../../parts/more.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { RiskMeter } from '../../parts/risk.tsx';
import { TacticStrip } from '../../parts/tactic-strip.tsx';
import { duration } from '../../parts/time.ts';
import { AbsoluteTimestamp, RelativeTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import styles from './lens-header.module.css';
import type { NeighbourLenses } from './lens-screen.tsx';

/** The rows of the risk name all of them. */
const MAX_TECHNIQUES = 2;

interface LensHeaderProps {
  readonly lens: LensSummary;
  readonly neighbours: NeighbourLenses;
}

/** What the lens is of, how risky, and when. */
export function LensHeader({ lens, neighbours }: LensHeaderProps) {
  return (
    <header class={styles.header}>
      <a class={styles.back} href={paths.lenses} aria-label="Back to the lenses" title="Lenses (u)">
        <Icon name="left" />
      </a>
      <NodeIcon type={lens.type} size="large" />
      <div class={styles.name}>
        <h1 class={styles.title}>
          <LogText text={lens.name} limit={160} />
        </h1>
        <p class={styles.why}>
          <LogText text={lens.why} limit={300} />
        </p>
      </div>
      <RiskMeter risk={lens.score} />
      <dl class={styles.facts}>
        <div>
          <dt>Activity</dt>
          <dd>
            <AbsoluteTimestamp at={lens.first} class={styles.first} />
            {lens.last > lens.first && ` for ${duration(lens.last - lens.first)}`}
          </dd>
        </div>
        <div>
          <dt>Last</dt>
          <dd>
            <RelativeTimestamp at={lens.last} />
          </dd>
        </div>
        {lens.techniques.length > 0 && (
          <div>
            <dt>ATT&CK</dt>
            <dd class={styles.techniques}>
              <TacticStrip techniques={lens.techniques} />
              {lens.techniques.slice(0, MAX_TECHNIQUES).map((technique) => (
                <Chip key={technique} kind="code">
                  <LogText text={technique} limit={20} />
                </Chip>
              ))}
              <More words={lens.techniques.slice(MAX_TECHNIQUES)} />
            </dd>
          </div>
        )}
      </dl>
      {neighbours.position > 0 && (
        <nav class={styles.walk} aria-label="Other lenses">
          <span class={styles.position}>
            {neighbours.position} of {neighbours.total}
          </span>
          <Step to={neighbours.previous} label="Previous lens ([)" icon="up" />
          <Step to={neighbours.next} label="Next lens (])" icon="down" />
        </nav>
      )}
    </header>
  );
}

interface StepProps {
  readonly to: string | undefined;
  readonly label: string;
  readonly icon: 'up' | 'down';
}

function Step({ to, label, icon }: StepProps) {
  const look = <Icon name="down" class={icon === 'up' ? styles.up : undefined} />;
  if (to === undefined) {
    return (
      <span class={styles.step} aria-hidden="true">
        {look}
      </span>
    );
  }
  return (
    <a class={styles.step} href={paths.lens(to)} aria-label={label} title={label}>
      {look}
    </a>
  );
}
