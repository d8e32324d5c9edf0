import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
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

/** A note that is being written. */
interface Draft {
  readonly text: string;
  /** The note that it is written over. */
  readonly over: string;
}

/** The notes that are being written, by node: they outlast what the list does meanwhile. */
type Drafts = Signal<ReadonlyMap<string, Draft>>;

interface NodeListProps {
  readonly detail: InvestigationDetail;
  readonly model: LensModel;
  readonly reload: () => Promise<void>;
}

/** The nodes that the investigation holds: those pinned by hand, and the neighbours that came along. */
export function NodeList(props: NodeListProps) {
  const { nodes } = props.detail;
  const drafts: Drafts = useSignal(new Map());
  const homeless = [...drafts.value].filter(([id]) => !nodes.some((node) => node.id === id));
  const own = nodes.filter(isOwn);
  const others = nodes.filter((node) => !isOwn(node));
  return (
    <section class={styles.panel} aria-label="Nodes of the investigation">
      <h2 class={styles.heading}>
        Nodes <span class={styles.quiet}>{own.length}</span>
      </h2>
      {homeless.map(([id, { text }]) => (
        <div key={id} class={styles.overtaken} role="status">
          <p>Somebody let go of the node that you were writing of:</p>
          <p class={styles.note}>{text}</p>
          <Button kind="quiet" onClick={() => keep(drafts, id, undefined)}>
            Discard
          </Button>
        </div>
      ))}
      {own.length === 0 && (
        <p class={styles.hint}>
          Nothing is pinned yet. Choose a node in a <a href={paths.lenses}>lens</a>, or{' '}
          <a href={paths.hunt}>hunt</a> for one, and press Pin.
        </p>
      )}
      {own.map((node) => (
        <NodeEntry key={node.id} node={node} drafts={drafts} {...props} />
      ))}
      {others.length > 0 && (
        <details class={styles.others}>
          <summary>
            <Icon name="right" size={12} /> Neighbours{' '}
            <span class={styles.quiet}>{others.length}</span>
          </summary>
          {others.map((node) => (
            <NodeEntry key={node.id} node={node} drafts={drafts} {...props} />
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

interface NodeEntryProps extends NodeListProps {
  readonly node: InvestigationNode;
  readonly drafts: Drafts;
}

function NodeEntry({ node, drafts, detail, model, reload }: NodeEntryProps) {
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
        <NoteForm node={node} drafts={drafts} id={detail.investigation.id} reload={reload} />
      )}
    </div>
  );
}

interface NoteFormProps {
  readonly node: InvestigationNode;
  readonly drafts: Drafts;
  readonly id: string;
  readonly reload: () => Promise<void>;
}

function NoteForm({ node, drafts, id, reload }: NoteFormProps) {
  const draft = drafts.value.get(node.id);
  const text = draft?.text ?? node.note;
  const change = useChange();
  const isOvertaken = draft !== undefined && draft.over !== node.note && !change.busy.value;
  const write = (typed: string) => {
    const over = draft?.over ?? node.note;
    keep(drafts, node.id, typed === node.note ? undefined : { text: typed, over });
  };
  const save = () =>
    void change.run(async () => {
      await investigations.note(id, node.id, text.trim());
      await reload();
      keep(drafts, node.id, undefined);
    });
  const unpin = () =>
    void change.run(async () => {
      await investigations.unpin(id, node.id);
      keep(drafts, node.id, undefined);
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
        value={text}
        maxLength={4000}
        rows={3}
        onInput={write}
      />
      {isOvertaken && (
        <div class={styles.overtaken} role="status">
          <p>Somebody changed the note while you write. It says now:</p>
          <p class={styles.note}>
            <LogText text={node.note} lines="many" limit={4000} />
          </p>
        </div>
      )}
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Nothing was changed" />
      )}
      <span class={styles.buttons}>
        <Button type="submit" busy={change.busy.value} disabled={text.trim() === node.note}>
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

function keep(drafts: Drafts, node: string, draft: Draft | undefined): void {
  const others = new Map(drafts.peek());
  others.delete(node);
  drafts.value = draft === undefined ? others : others.set(node, draft);
}
