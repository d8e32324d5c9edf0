import styles from './field.module.css';

interface TextAreaProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly maxLength: number;
  readonly placeholder?: string;
  readonly rows?: number;
  /** `code`: as it is typed, in letters of equal width, and not corrected. */
  readonly kind?: 'text' | 'code';
  readonly onInput: (value: string) => void;
}

/** Several lines of text, with a label above. */
export function TextArea(props: TextAreaProps) {
  return (
    <div class={styles.field}>
      <label class={styles.label} for={props.name}>
        {props.label}
      </label>
      <textarea
        class={props.kind === 'code' ? `${styles.area} ${styles.code}` : styles.area}
        spellcheck={props.kind !== 'code'}
        id={props.name}
        name={props.name}
        rows={props.rows ?? 3}
        value={props.value}
        maxLength={props.maxLength}
        placeholder={props.placeholder}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </div>
  );
}
