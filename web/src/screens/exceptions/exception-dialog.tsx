import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ExceptionPreview } from '../../../../core/contract/exceptions.ts';
import type { GraphNode } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { assetGroups } from '../../asset-groups-client.ts';
import { useResource } from '../../data/resource.ts';
import { Choices } from '../../parts/choices.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { TextArea } from '../../parts/text-area.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import styles from './exceptions.module.css';
import { brokenLines, brokenNodeLines, ENDS, lineOf, requestOf } from './exception-draft.ts';
import type { ExceptionDraft } from './exception-draft.ts';
import { PreviewView } from './preview-view.tsx';

/** What the dialog is opened with. */
export interface ExceptionDialogProps {
  readonly analyzer: string;
  readonly title: string;
  /** The name of the lens that it is made from. */
  readonly lens: string;
  /** The nodes that the analyzer's hits name there. */
  readonly nodes: readonly GraphNode[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** What it would do is asked for when typing pauses. */
const TYPING_MS = 400;

/** So many nodes are offered. */
const MAX_OFFERED = 8;

/** Makes an exception; what it would do is shown before. */
export function ExceptionDialog(props: ExceptionDialogProps) {
  const draft = useSignal<ExceptionDraft>({
    analyzer: props.analyzer,
    scope: 'this',
    lens: props.lens,
    pattern: '',
    group: '',
    where: '',
    nodes: '',
    ancestor: '',
    ends: 'month',
    reason: '',
  });
  const preview = useSignal<{ of: string; answer: ExceptionPreview } | undefined>(undefined);
  const failure = useSignal<unknown>(undefined);
  const saving = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const set = (change: Partial<ExceptionDraft>) => (draft.value = { ...draft.peek(), ...change });
  const { scope, pattern, group, where, nodes, ancestor, ends, reason } = draft.value;
  const broken = [...brokenLines(where), ...brokenLines(ancestor), ...brokenNodeLines(nodes)];
  const groups = useResource('asset-groups', assetGroups.list).data.value?.groups ?? [];
  const asked = useComputed(() => JSON.stringify({ ...draft.value, reason: '', ends: '' }));
  const isShown = preview.value?.of === asked.value;

  useEffect(() => {
    const controller = new AbortController();
    const text = asked.value;
    const timer = setTimeout(async () => {
      const request = { ...requestOf(draft.peek(), Date.now()), reason: 'preview' };
      try {
        preview.value = {
          of: text,
          answer: await api.previewException(request, controller.signal),
        };
        failure.value = undefined;
      } catch (reasonOf) {
        if (!controller.signal.aborted) failure.value = reasonOf;
      }
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked.value]);

  const save = async () => {
    if (saving.peek()) return;
    saving.value = true;
    error.value = undefined;
    try {
      await api.addException(requestOf(draft.peek(), Date.now()));
      props.onSaved();
      props.onClose();
    } catch (reasonOf) {
      error.value = reasonOf;
    }
    saving.value = false;
  };
  const isNowhere =
    (scope === 'named' && pattern.trim() === '') || (scope === 'group' && group === '');
  return (
    <Dialog
      title="Make an exception"
      action="Save the exception"
      busy={saving.value}
      error={error.value}
      disabled={reason.trim() === '' || broken.length > 0 || isNowhere || !isShown}
      onSubmit={() => void save()}
      onClose={props.onClose}
    >
      <p class={styles.lead}>
        Hits of <LogText text={props.title} limit={120} /> will not count where all of this holds.
      </p>
      <Choices
        legend="For which lenses?"
        name="scope"
        choices={[
          { name: 'this', title: `Only ${visibleText(props.lens, 80)}` },
          { name: 'named', title: 'Lenses whose name is like …' },
          ...(groups.length === 0
            ? []
            : [{ name: 'group' as const, title: 'Lenses about assets of a group …' }]),
          { name: 'all', title: 'All lenses' },
        ]}
        chosen={scope}
        onChoose={(name) => set({ scope: name })}
      />
      {scope === 'named' && (
        <Field
          label="Name"
          name="pattern"
          type="text"
          value={pattern}
          autoComplete="off"
          maxLength={200}
          hint="* stands for any text, ? for one letter: WS-*"
          onInput={(text) => set({ pattern: text })}
        />
      )}
      {scope === 'group' && (
        <div class={styles.ends}>
          <span class={styles.label} id="group-label">
            Group
          </span>
          <select
            aria-labelledby="group-label"
            class={styles.select}
            value={group}
            onChange={(event) => set({ group: event.currentTarget.value })}
          >
            <option value="">Choose one</option>
            {groups.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      <TextArea
        label="Conditions on what its nodes are called (none: all of its hits)"
        name="where"
        value={where}
        maxLength={2000}
        rows={2}
        placeholder="parent|startswith: agent.exe"
        onInput={(text) => set({ where: text })}
      />
      <div class={styles.offers} role="group" aria-label="Nodes of the hits">
        {offersOf(props.nodes).map((line) => (
          <button
            key={line}
            class={styles.offer}
            type="button"
            onClick={() => set({ where: where === '' ? line : `${where}\n${line}` })}
          >
            + <LogText text={line} limit={60} />
          </button>
        ))}
      </div>
      <details class={styles.more}>
        <summary>Properties and lineage</summary>
        <TextArea
          label="Properties of its nodes"
          name="node-properties"
          value={nodes}
          maxLength={2000}
          rows={2}
          placeholder="process.command_line|contains: --scheduled-backup"
          onInput={(text) => set({ nodes: text })}
        />
        <TextArea
          label="Some ancestor of its processes"
          name="ancestor"
          value={ancestor}
          maxLength={2000}
          rows={2}
          placeholder="image|endswith: \Agent\updater.exe"
          onInput={(text) => set({ ancestor: text })}
        />
      </details>
      {broken.length > 0 && (
        <p class={styles.broken}>
          A condition is `field: value`; on a property `node.field: value`.
        </p>
      )}
      <div class={styles.ends}>
        <span class={styles.label} id="ends-label">
          It ends
        </span>
        <select
          aria-labelledby="ends-label"
          class={styles.select}
          value={ends}
          onChange={(event) => set({ ends: event.currentTarget.value as ExceptionDraft['ends'] })}
        >
          {ENDS.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <Field
        label="Reason"
        name="reason"
        type="text"
        value={reason}
        autoComplete="off"
        maxLength={500}
        onInput={(text) => set({ reason: text })}
      />
      {failure.value === undefined ? (
        <PreviewView preview={isShown ? preview.value?.answer : undefined} />
      ) : (
        <ErrorNote error={failure.value} title="There is no preview" />
      )}
    </Dialog>
  );
}

/** Conditions that would mean the nodes, each once. */
function offersOf(nodes: readonly GraphNode[]): readonly string[] {
  return [...new Set(nodes.map(lineOf))].slice(0, MAX_OFFERED);
}
