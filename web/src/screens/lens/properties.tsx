import type { GraphNode, ShownProperty } from '../../../../core/contract/lenses.ts';
import { zone } from '../../data/preferences.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { propertyWord } from '../../parts/node-type.ts';
import { absoluteTime, zoneName } from '../../parts/time.ts';
import { EvidenceLink } from './evidence-link.tsx';
import type { LensModel } from './lens-model.ts';
import styles from './properties.module.css';

interface PropertiesProps {
  readonly node: GraphNode;
  readonly names: readonly string[];
  readonly model: LensModel;
}

/** Properties of a node, each with when it was seen and the record that says so. */
export function Properties({ node, names, model }: PropertiesProps) {
  if (names.length === 0) return null;
  return (
    <dl class={styles.properties}>
      {names.map((name) => {
        const shown = node.properties[name];
        if (shown === undefined) return null;
        return <Property key={name} name={name} shown={shown} model={model} />;
      })}
    </dl>
  );
}

interface PropertyProps {
  readonly name: string;
  readonly shown: ShownProperty;
  readonly model: LensModel;
}

function Property({ name, shown, model }: PropertyProps) {
  const value = shownValue(shown);
  const first = absoluteTime(shown.first, zone.value);
  const last = absoluteTime(shown.last, zone.value);
  return (
    <div class={styles.property}>
      <dt class={styles.name}>
        <LogText text={propertyWord(name)} limit={60} />
      </dt>
      <dd class={styles.body}>
        <span class={styles.value} title={seenTitle(first, last)}>
          <LogText text={value} limit={1200} />
        </span>
        <span class={styles.tools}>
          <span class={styles.copy}>
            <CopyButton compact text={value} label={`Copy ${propertyWord(name)}`} />
          </span>
          <EvidenceLink model={model} pointer={shown.evidence} />
        </span>
      </dd>
    </div>
  );
}

function shownValue(shown: ShownProperty): string {
  return shown.unit === 'time' && typeof shown.value === 'number'
    ? absoluteTime(shown.value, zone.value)
    : String(shown.value);
}

function seenTitle(first: string, last: string): string {
  const name = zoneName(zone.value);
  return first === last ? `seen ${first} ${name}` : `first seen ${first}, last ${last} ${name}`;
}
