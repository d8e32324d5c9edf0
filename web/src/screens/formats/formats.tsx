import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { MappingSummary, TriedMapping } from '../../../../core/contract/mappings.ts';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { CodeEditor } from '../../parts/code-editor.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import { TextArea } from '../../parts/text-area.tsx';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import styles from './formats.module.css';
import { EXAMPLE_MAPPING, EXAMPLE_SAMPLE } from './example.ts';
import { Tried } from './tried.tsx';

/** Log formats that the tenant declares: which fields of a record make which nodes and edges. */
export function Formats() {
  const list = useResource('mappings', api.mappings);
  const source = useSignal(EXAMPLE_MAPPING);
  const sample = useSignal(EXAMPLE_SAMPLE);
  const answer = useSignal<TriedMapping | undefined>(undefined);
  const note = useSignal('');
  const change = useChange();
  const run = (work: () => Promise<void>) => {
    note.value = '';
    return change.run(work);
  };
  const tryIt = () =>
    run(async () => {
      answer.value = await api.tryMapping({ source: source.peek(), sample: sample.peek() });
    });
  const save = () =>
    run(async () => {
      // What is wrong is told with its place by trying; saving only refuses.
      const tried = await api.tryMapping({ source: source.peek(), sample: sample.peek() });
      answer.value = tried;
      if (!tried.ok) return;
      const { mapping } = await api.saveMapping({ source: source.peek() });
      note.value = `${mapping.name} is kept: it reads every record from now on. Replay a source to read again what it sent before.`;
      await list.reload();
    });
  const remove = (name: string) =>
    run(async () => {
      await api.removeMapping(name);
      await list.reload();
    });
  const mappings = list.data.value;

  return (
    <>
      <ScreenTitle title="Declared formats" count={mappings?.length} />
      <div class={styles.page}>
        <a class={styles.back} href={paths.sources}>
          ← Sources
        </a>
        <p class={styles.lead}>
          For logs that no built-in format understands. A mapping says which records it is for, and
          which of their fields make which nodes, edges and times.
        </p>
        {list.error.value !== undefined && (
          <ErrorNote
            error={list.error.value}
            title="The formats could not be loaded"
            onRetry={() => void list.reload()}
          />
        )}
        {mappings === undefined && list.error.value === undefined && (
          <Skeleton rows={2} rowHeight={36} label="Loading the formats" />
        )}
        {mappings !== undefined && mappings.length > 0 && (
          <Kept
            mappings={mappings}
            onOpen={(mapping) => {
              source.value = mapping.source;
              answer.value = undefined;
            }}
            onRemove={(name) => void remove(name)}
          />
        )}
        <div class={styles.columns}>
          <CodeEditor
            label="Mapping"
            text={source.value}
            faults={answer.value?.ok === false ? answer.value.faults : []}
            isReadOnly={false}
            onInput={(text) => (source.value = text)}
            onSave={() => void save()}
          />
          <div class={styles.right}>
            <SampleArea text={sample} />
            <div class={styles.actions}>
              <Button busy={change.busy.value} onClick={() => void tryIt()}>
                Try it
              </Button>
              <Button kind="primary" busy={change.busy.value} onClick={() => void save()}>
                Save
              </Button>
            </div>
            {change.error.value !== undefined && (
              <ErrorNote error={change.error.value} title="That did not work" />
            )}
            {note.value !== '' && (
              <p class={styles.note} role="status">
                {note.value}
              </p>
            )}
            {answer.value?.ok === true && <Tried answer={answer.value} />}
          </div>
        </div>
      </div>
    </>
  );
}

interface KeptProps {
  readonly mappings: readonly MappingSummary[];
  readonly onOpen: (mapping: MappingSummary) => void;
  readonly onRemove: (name: string) => void;
}

function Kept({ mappings, onOpen, onRemove }: KeptProps) {
  return (
    <ul class={styles.kept} aria-label="Formats that are kept">
      {mappings.map((mapping) => (
        <li key={mapping.name} class={styles.keptLine}>
          <button class={styles.open} type="button" onClick={() => onOpen(mapping)}>
            <LogText text={mapping.name} limit={80} />
          </button>
          <span class={styles.quiet}>
            changed <RelativeTimestamp at={mapping.updatedAt} />
          </span>
          <Button kind="quiet" onClick={() => onRemove(mapping.name)}>
            Remove
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** Characters; a sample is a handful of records. */
const MAX_SAMPLE = 100_000;

/** Records as a shipper would send them. */
function SampleArea({ text }: { readonly text: Signal<string> }) {
  return (
    <TextArea
      label="Sample records"
      name="sample"
      kind="code"
      rows={7}
      maxLength={MAX_SAMPLE}
      value={text.value}
      onInput={(value) => (text.value = value)}
    />
  );
}
