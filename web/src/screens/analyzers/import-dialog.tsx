import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RuleImport } from '../../../../core/contract/rules.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { counted } from '../../parts/plural.ts';
import styles from './import-dialog.module.css';
import { ImportResult } from './import-result.tsx';
import { keepsOthers, packNameOf, sendRules } from './rule-upload.ts';
import type { RuleUpload } from './rule-upload.ts';

interface ImportDialogProps {
  readonly onClose: () => void;
  /** Called when rules were taken. */
  readonly onImported: () => void;
}

/** Takes rules from files, a folder, an archive or an address, and shows what became of them. */
export function ImportDialog({ onClose, onImported }: ImportDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const upload = useSignal<RuleUpload | undefined>(undefined);
  const pack = useSignal('');
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const result = useSignal<RuleImport | undefined>(undefined);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => folder.current?.setAttribute('webkitdirectory', ''), []);

  const choose = (chosen: RuleUpload | undefined) => {
    upload.value = chosen;
    pack.value = chosen === undefined ? '' : packNameOf(chosen);
    error.value = undefined;
  };
  const chooseFiles = (list: FileList | null) => {
    const chosen = [...(list ?? [])];
    choose(chosen.length === 0 ? undefined : { kind: 'files', files: chosen });
  };
  const send = async () => {
    const chosen = upload.peek();
    if (chosen === undefined || busy.peek()) return;
    busy.value = true;
    error.value = undefined;
    try {
      result.value = await sendRules(pack.peek().trim(), chosen);
      onImported();
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
  };
  const chosen = upload.value;
  const url = chosen?.kind === 'url' ? chosen.url : '';
  return (
    <dialog class={styles.dialog} ref={dialog} aria-label="Import rules" onClose={onClose}>
      <header class={styles.header}>
        <h2>{result.value === undefined ? 'Import rules' : 'Imported'}</h2>
        <IconButton icon="cross" label="Close" onClick={() => dialog.current?.close()} />
      </header>
      {result.value !== undefined ? (
        <div class={styles.body}>
          <ImportResult result={result.value} />
          <div class={styles.actions}>
            <Button
              onClick={() => {
                result.value = undefined;
                choose(undefined);
              }}
            >
              Import more
            </Button>
            <Button kind="primary" onClick={() => dialog.current?.close()}>
              Done
            </Button>
          </div>
        </div>
      ) : (
        <form
          class={styles.body}
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <p class={styles.lead}>
            Sigma rules, unedited: YAML files, a folder of them, or an archive such as the releases
            of SigmaHQ.
          </p>
          <div
            class={styles.drop}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              chooseFiles(event.dataTransfer?.files ?? null);
            }}
          >
            <input
              ref={files}
              class={styles.hidden}
              type="file"
              multiple
              accept=".yml,.yaml,.zip,.gz,.tgz"
              aria-label="Rule files"
              tabIndex={-1}
              onChange={(event) => chooseFiles(event.currentTarget.files)}
            />
            <input
              ref={folder}
              class={styles.hidden}
              type="file"
              multiple
              aria-label="Folder of rules"
              tabIndex={-1}
              onChange={(event) => chooseFiles(event.currentTarget.files)}
            />
            <span class={styles.choices}>
              <Button icon="file" onClick={() => files.current?.click()}>
                Choose files
              </Button>
              <Button icon="sources" onClick={() => folder.current?.click()}>
                Choose a folder
              </Button>
            </span>
            <span class={styles.chosen} role="status">
              {chosen?.kind === 'files' ? chosenWords(chosen.files) : 'or drop them here'}
            </span>
          </div>
          <Field
            label="Or fetch an archive"
            name="url"
            type="text"
            value={url}
            autoComplete="off"
            required={false}
            hint="A public https address of a .zip or .tar.gz"
            onInput={(text) => choose(text === '' ? undefined : { kind: 'url', url: text.trim() })}
          />
          <Field
            label="Name of the pack"
            name="pack"
            type="text"
            value={pack.value}
            autoComplete="off"
            maxLength={80}
            hint={
              chosen !== undefined && keepsOthers(chosen)
                ? 'The files are added; a file of the same name is replaced.'
                : 'What is kept under this name already is replaced.'
            }
            onInput={(text) => (pack.value = text)}
          />
          {error.value !== undefined && (
            <ErrorNote error={error.value} title="Nothing was imported" />
          )}
          <div class={styles.actions}>
            <Button onClick={() => dialog.current?.close()}>Cancel</Button>
            <Button
              kind="primary"
              type="submit"
              busy={busy.value}
              disabled={chosen === undefined || pack.value.trim() === ''}
            >
              {busy.value ? 'Importing…' : 'Import'}
            </Button>
          </div>
        </form>
      )}
    </dialog>
  );
}

function chosenWords(files: readonly File[]): string {
  const [first] = files;
  return files.length === 1 && first !== undefined
    ? first.name.slice(0, 80)
    : counted(files.length, 'file');
}
