import { useSignal } from '@preact/signals';
import type {
  InvestigationDetail,
  InvestigationNode,
} from '../../../../core/contract/investigations.ts';
import { useChange } from '../../data/use-change.ts';
import { investigations } from '../../investigations-client.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { TextArea } from '../../parts/text-area.tsx';
import { paths } from '../../routes.ts';
import type { LensModel } from '../lens/lens-model.ts';
import styles from './investigation.module.css';

interface NodeListProps {
  readonly detail: InvestigationDetail;
  readonly model: LensModel;
  readonly reload: () => Promise<void>;
}

/** The nodes that the investigation holds: those pinned by hand, and the neighbours that came along. */
export function NodeList(props: NodeListProps) {
  const { nodes } = props.detail;
  const own = nodes.filter(isOwn);
  const others = nodes.filter((node) => !isOwn(node));
  return (
    <section class={styles.panel} aria-label="Nodes of the investigation">
      <h2 class={styles.heading}>
        Nodes <span class={styles.quiet}>{own.length}</span>
      </h2>
      {own.length === 0 && (
        <p class={styles.hint}>
          Nothing is pinned yet. Choose a node in a <a href={paths.lenses}>lens</a>, or{' '}
          <a href={paths.hunt}>hunt</a> for one, and press Pin.
        </p>
      )}
      {own.map((node) => (
        <NodeEntry key={node.id} node={node} {...props} />
      ))}
      {others.length > 0 && (
        <details class={styles.others}>
          <summary>
            <Icon name="right" size={12} /> Neighbours{' '}
            <span class={styles.quiet}>{others.length}</span>
          </summary>
          {others.map((node) => (
            <NodeEntry key={node.id} node={node} {...props} />
          ))}
        </details>
      )}
    </section>
  );
}

/** Narrower than this, what is known of a node would cover its note. */
const WIDE_PX = 900;

/** What somebody pinned, or said something of. */
function isOwn({ how, note }: InvestigationNode): boolean {
  return how === 'pinned' || note !== '';
}

function NodeEntry({ node, detail, model, reload }: NodeListProps & { node: InvestigationNode }) {
  const isGone = detail.gone.includes(node.id);
  const isOpen = useSignal(false);
  const chosen = isOpen.value || (model.node.value === node.id && innerWidth >= WIDE_PX);
  const toggle = () => {
    if (isGone || innerWidth < WIDE_PX) isOpen.value = !isOpen.peek();
    else model.choose(chosen ? { nothing: true } : { node: node.id });
  };
  return (
    <div class={styles.node} data-chosen={chosen ? '' : undefined}>
      <button class={styles.pick} type="button" aria-pressed={chosen} onClick={toggle}>
        <NodeIcon type={node.type} />
        <span class={styles.label}>
          <LogText text={node.label} limit={120} />
        </span>
      </button>
      {isGone && <p class={styles.gone}>No longer known: older than what is kept.</p>}
      {node.note !== '' && !chosen && (
        <p class={styles.note}>
          <LogText text={node.note} lines="many" limit={400} />
        </p>
      )}
      {chosen && (
        <NoteForm key={node.note} node={node} id={detail.investigation.id} reload={reload} />
      )}
    </div>
  );
}

interface NoteFormProps {
  readonly node: InvestigationNode;
  readonly id: string;
  readonly reload: () => Promise<void>;
}

function NoteForm({ node, id, reload }: NoteFormProps) {
  const text = useSignal(node.note);
  const change = useChange();
  const save = () =>
    void change.run(async () => {
      await investigations.note(id, node.id, text.value.trim());
      await reload();
    });
  const unpin = () =>
    void change.run(async () => {
      await investigations.unpin(id, node.id);
      await reload();
    });
  const pin = () =>
    void change.run(async () => {
      await investigations.pin(id, [node.id]);
      await reload();
    });
  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextArea
        label="Note"
        name={`note-${node.id}`}
        value={text.value}
        maxLength={4000}
        rows={3}
        onInput={(value) => (text.value = value)}
      />
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Nothing was changed" />
      )}
      <span class={styles.buttons}>
        <Button type="submit" busy={change.busy.value} disabled={text.value.trim() === node.note}>
          Save note
        </Button>
        {node.how === 'expanded' && (
          <Button kind="quiet" disabled={change.busy.value} onClick={pin}>
            Pin
          </Button>
        )}
        <Button kind="quiet" disabled={change.busy.value} onClick={unpin}>
          Let go
        </Button>
      </span>
    </form>
  );
}
