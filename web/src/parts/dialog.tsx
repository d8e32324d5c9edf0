import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button, IconButton } from './button.tsx';
import styles from './dialog.module.css';
import { ErrorNote } from './error-note.tsx';

interface DialogProps {
  readonly title: string;
  /** The word on the button that does it. */
  readonly action: string;
  readonly busy: boolean;
  readonly error?: unknown;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/** A question over the page, with one answer; Escape takes it away. */
export function Dialog(props: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // The browser would begin at the button that closes it; the answer is what the keyboard is for.
    dialog.current?.querySelector<HTMLElement>('form :is(input, select, textarea)')?.focus();
  }, []);
  return (
    <dialog class={styles.dialog} ref={dialog} aria-label={props.title} onClose={props.onClose}>
      <header class={styles.header}>
        <h2>{props.title}</h2>
        <IconButton icon="cross" label="Cancel" onClick={() => dialog.current?.close()} />
      </header>
      <form
        class={styles.body}
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit();
        }}
      >
        {props.children}
        {props.error !== undefined && <ErrorNote error={props.error} title="That was refused" />}
        <div class={styles.actions}>
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
          <Button kind="primary" type="submit" busy={props.busy} disabled={props.disabled ?? false}>
            {props.action}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
