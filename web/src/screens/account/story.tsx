import { Icon } from '../../parts/icon.tsx';
import type { IconName } from '../../parts/icon-paths.ts';
import { RiskBadge } from '../../parts/risk.tsx';
import styles from './story.module.css';

interface Step {
  readonly icon: IconName;
  readonly colour: string;
  readonly verb?: string;
  readonly name: string;
  readonly after?: string;
  readonly risk?: number;
}

/** The example of the front page; the one that the project exists for. */
const STEPS: readonly Step[] = [
  { icon: 'process', colour: 'process', name: 'browser.exe' },
  { icon: 'file', colour: 'file', verb: 'created', name: 'dropper.exe', after: '+4.10 s' },
  { icon: 'process', colour: 'process', verb: 'started', name: 'dropper.exe', after: '+11.02 s' },
  {
    icon: 'process',
    colour: 'process',
    verb: 'started',
    name: 'cmd.exe',
    after: '+0.31 s',
    risk: 10,
  },
  {
    icon: 'process',
    colour: 'process',
    verb: 'started',
    name: 'svchost.exe',
    after: '+0.08 s',
    risk: 75,
  },
  {
    icon: 'address',
    colour: 'address',
    verb: 'connected to',
    name: '203.0.113.66',
    after: '+1.44 s',
  },
];

/** One attack, line by line, summed to one number. */
export function Story() {
  return (
    <figure class={styles.story}>
      <figcaption class={styles.caption}>
        <strong>Six log lines. One story. One number.</strong>
        <span>
          Grapnel joins what your logs say into a graph, and sums the risk of everything that
          belongs together.
        </span>
      </figcaption>
      <div class={styles.card}>
        <div class={styles.head}>
          <span>WORKSTATION-7</span>
          <span class={styles.score}>85</span>
        </div>
        <ol class={styles.steps}>
          {STEPS.map((step, at) => (
            <li key={at} class={styles.step}>
              <span
                class={styles.tile}
                style={{
                  color: `var(--type-${step.colour})`,
                  background: `var(--type-${step.colour}-soft)`,
                }}
              >
                <Icon name={step.icon} size={15} />
              </span>
              <span class={styles.words}>
                {step.verb !== undefined && <span class={styles.verb}>{step.verb} </span>}
                <code>{step.name}</code>
              </span>
              {step.risk !== undefined && <RiskBadge risk={step.risk} />}
              <span class={styles.after}>{step.after}</span>
            </li>
          ))}
        </ol>
      </div>
    </figure>
  );
}
