import styles from './field.module.css';

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type: 'email' | 'password' | 'text';
  readonly value: string;
  readonly autoComplete: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Whether the form needs it; it does unless this says no. */
  readonly required?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Which keyboard a phone shows. */
  readonly inputMode?: 'text' | 'numeric';
  /** Whether it has the focus when it appears: where it is all that is to be done. */
  readonly takesFocus?: boolean;
  readonly onInput: (value: string) => void;
}

/** One line of a form, with its label above and what is wrong with it below. */
export function Field(props: FieldProps) {
  const { name, error, hint } = props;
  const note = error ?? hint;
  return (
    <div class={styles.field}>
      <label class={styles.label} for={name}>
        {props.label}
      </label>
      <input
        class={styles.input}
        id={name}
        name={name}
        // The types of an input are apart in its element's type; here one of three is meant.
        type={props.type as 'text'}
        value={props.value}
        required={props.required ?? true}
        minLength={props.minLength}
        maxLength={props.maxLength}
        autoComplete={props.autoComplete}
        inputMode={props.inputMode}
        ref={props.takesFocus === true ? focusOnce : null}
        spellcheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${name}-note`}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {note !== undefined && (
        <p id={`${name}-note`} class={error === undefined ? styles.hint : styles.error}>
          {note}
        </p>
      )}
    </div>
  );
}

/** The focus is where a new page expects it, once. */
function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}
