import type { GraphEdge, GraphNode } from '../../../../core/contract/lenses.ts';
import { edgeKey } from '../../graph/edge-kinds.ts';
import type { Fold } from '../../graph/folds.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { typeLook } from '../../parts/node-type.ts';
import { counted } from '../../parts/plural.ts';
import { RiskMeter } from '../../parts/risk.tsx';
import { riskNumber } from '../../parts/risk-band.ts';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import { PinButton } from '../investigations/pin-button.tsx';
import { EvidenceLink } from './evidence-link.tsx';
import styles from './inspector.module.css';
import { isLens } from './lens-model.ts';
import type { LensModel } from './lens-model.ts';
import { NodeNote } from './node-note.tsx';
import { Properties } from './properties.tsx';

/** Whether there is something to inspect. */
export function isAnyChosen(model: LensModel): boolean {
  const index = model.index.value;
  return (
    index.nodes.has(model.node.value) ||
    index.edges.has(model.edge.value) ||
    model.folds.value.has(model.node.value)
  );
}

/** Everything that is known of what is chosen, each fact with the way to its evidence. */
export function Inspector({ model }: { readonly model: LensModel }) {
  const node = model.index.value.nodes.get(model.node.value);
  const edge = model.index.value.edges.get(model.edge.value);
  const fold = model.folds.value.get(model.node.value);
  if (!isAnyChosen(model)) return null;
  return (
    <aside class={styles.inspector} aria-label="Inspector">
      {node !== undefined && <NodeCard key={node.id} node={node} model={model} />}
      {edge !== undefined && <EdgeCard edge={edge} model={model} />}
      {fold !== undefined && <FoldCard fold={fold} model={model} />}
    </aside>
  );
}

interface CardProps {
  readonly model: LensModel;
}

function NodeCard({ node, model }: CardProps & { readonly node: GraphNode }) {
  const { headline } = typeLook(node.type);
  const hits = model.detail.rows.filter((row) => row.nodes.includes(node.id));
  const expansion = model.expansion.value;
  const isExpanded = expansion.added.some((step) => step.node === node.id);
  const first = headline.filter((name) => Object.hasOwn(node.properties, name));
  const rest = Object.keys(node.properties).filter((name) => !first.includes(name));
  return (
    <>
      <Title word={typeLook(node.type).word} model={model}>
        <NodeIcon type={node.type} size="large" />
        <h2 class={styles.name}>
          <LogText text={node.label} limit={200} />
        </h2>
      </Title>
      {node.risk > 0 && (
        <div class={styles.risk}>
          <RiskMeter risk={node.risk} />
        </div>
      )}
      <div class={styles.actions}>
        <Button
          icon="expand"
          busy={expansion.busy}
          disabled={isExpanded}
          onClick={() => void model.expand(node.id)}
        >
          {isExpanded ? 'Expanded' : 'Expand'}
        </Button>
        <Button icon="hide" onClick={() => model.hide(node.id)}>
          Hide
        </Button>
        {isLens(model) && <NodeNote lens={model.detail.lens.id} node={node} />}
        {node.id !== model.detail.lens.id && (
          <a class={styles.link} href={paths.node(node.id)}>
            Open alone
          </a>
        )}
        <PinButton word="Pin…" nodes={[node.id]} name={node.label} />
        <CopyButton text={node.id} label="Copy id" />
      </div>
      {expansion.error !== undefined && (
        <div class={styles.section}>
          <ErrorNote
            error={expansion.error}
            title="The neighbours could not be loaded"
            onRetry={() => void model.expand(node.id)}
          />
        </div>
      )}
      <Properties node={node} names={first} model={model} />
      {hits.length > 0 && (
        <section class={styles.section}>
          <h3 class={styles.heading}>Hits</h3>
          {hits.map((row) => (
            <button
              key={row.analyzerId}
              class={styles.item}
              type="button"
              onClick={() => model.choose({ row: row.analyzerId })}
            >
              <span class={styles.grow}>
                <LogText text={row.title} limit={160} />
              </span>
              <span class={styles.quiet}>+{riskNumber(row.contribution)}</span>
            </button>
          ))}
        </section>
      )}
      <Neighbours node={node} model={model} />
      {rest.length > 0 && (
        <details class={styles.details}>
          <summary class={styles.heading}>
            <Icon name="right" size={12} /> More properties
            <span class={styles.quiet}>{rest.length}</span>
          </summary>
          <Properties node={node} names={rest} model={model} />
        </details>
      )}
      <dl class={styles.seen}>
        <dt>First seen</dt>
        <dd>
          <AbsoluteTimestamp at={node.first} />
        </dd>
        <dt>Last seen</dt>
        <dd>
          <AbsoluteTimestamp at={node.last} />
        </dd>
      </dl>
    </>
  );
}

/** What the node is joined to in this graph, by verb. */
function Neighbours({ node, model }: CardProps & { readonly node: GraphNode }) {
  const edges = model.index.value.edgesOf(node.id);
  if (edges.length === 0) return null;
  return (
    <section class={styles.section}>
      <h3 class={styles.heading}>
        Edges <span class={styles.quiet}>{edges.length}</span>
      </h3>
      <div class={styles.edges}>
        {edges.map((edge) => (
          <EdgeLine key={edgeKey(edge)} edge={edge} node={node} model={model} />
        ))}
      </div>
    </section>
  );
}

interface EdgeLineProps extends CardProps {
  readonly edge: GraphEdge;
  readonly node: GraphNode;
}

function EdgeLine({ edge, node, model }: EdgeLineProps) {
  const isFrom = edge.from === node.id;
  const other = model.index.value.nodes.get(isFrom ? edge.to : edge.from);
  if (other === undefined) return null;
  return (
    <div class={styles.edge}>
      <button
        class={styles.item}
        type="button"
        title={isFrom ? undefined : `${other.label.slice(0, 80)} ${edge.verb} this`}
        onClick={() => model.choose({ node: other.id })}
      >
        <span class={styles.verb}>{isFrom ? edge.verb : `← ${edge.verb}`}</span>
        <NodeIcon type={other.type} />
        <span class={styles.grow}>
          <LogText text={other.label} limit={120} />
        </span>
      </button>
      <EvidenceLink model={model} pointer={edge.evidence} />
    </div>
  );
}

function EdgeCard({ edge, model }: CardProps & { readonly edge: GraphEdge }) {
  const ends = [edge.from, edge.to].map((id) => model.index.value.nodes.get(id));
  return (
    <>
      <Title word="edge" model={model}>
        <h2 class={styles.name}>{edge.verb}</h2>
      </Title>
      <section class={styles.section}>
        {ends.map(
          (end, at) =>
            end !== undefined && (
              <button
                key={at}
                class={styles.item}
                type="button"
                onClick={() => model.choose({ node: end.id })}
              >
                <span class={styles.verb}>{at === 0 ? 'from' : 'to'}</span>
                <NodeIcon type={end.type} />
                <span class={styles.grow}>
                  <LogText text={end.label} limit={160} />
                </span>
              </button>
            ),
        )}
      </section>
      <dl class={styles.seen}>
        <dt>First seen</dt>
        <dd>
          <AbsoluteTimestamp at={edge.first} />
        </dd>
        <dt>Last seen</dt>
        <dd>
          <AbsoluteTimestamp at={edge.last} />
        </dd>
        <dt>Evidence</dt>
        <dd>
          <EvidenceLink model={model} pointer={edge.evidence} /> record {edge.evidence.record} of
          upload {edge.evidence.upload}
        </dd>
      </dl>
    </>
  );
}

interface TitleProps extends CardProps {
  readonly word: string;
  readonly children: preact.ComponentChildren;
}

function Title({ word, model, children }: TitleProps) {
  return (
    <header class={styles.title}>
      <div class={styles.kind}>
        <span>{word}</span>
        <IconButton
          icon="cross"
          label="Let go of the selection (Esc)"
          onClick={() => model.choose({ nothing: true })}
        />
      </div>
      <div class={styles.what}>{children}</div>
    </header>
  );
}

/** What one mark of the picture stands for, as a list. */
function FoldCard({ fold, model }: CardProps & { readonly fold: Fold }) {
  const cause = model.index.value.nodes.get(fold.cause);
  return (
    <>
      <Title word={counted(fold.members.length, typeLook(fold.type).word)} model={model}>
        {cause !== undefined && (
          <p>
            <LogText text={cause.label} limit={80} /> <span class={styles.verb}>{fold.verb}</span>
          </p>
        )}
      </Title>
      <section class={styles.section}>
        {fold.members.map((member) => (
          <button
            key={member.id}
            class={styles.item}
            type="button"
            onClick={() => model.choose({ node: member.id })}
          >
            <NodeIcon type={member.type} />
            <span class={styles.grow}>
              <LogText text={member.label} limit={160} />
            </span>
          </button>
        ))}
      </section>
    </>
  );
}
