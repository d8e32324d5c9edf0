import styles from './choices.module.css';

interface ChoicesProps<Name extends string> {
  readonly legend: string;
  readonly name: string;
  readonly choices: readonly {
    readonly name: Name;
    readonly title: string;
    readonly hint?: string;
  }[];
  readonly chosen: Name | undefined;
  readonly onChoose: (name: Name) => void;
}

/** One of a few, all of them in sight; arrow keys move among them. */
export function Choices<Name extends string>(props: ChoicesProps<Name>) {
  return (
    <fieldset class={styles.choices}>
      <legend class={styles.legend}>{props.legend}</legend>
      {props.choices.map(({ name, title, hint }, at) => (
        <label key={name} class={styles.choice}>
          <input
            type="radio"
            name={props.name}
            checked={name === props.chosen}
            // The dialog has just been opened to choose.
            autofocus={props.chosen === undefined ? at === 0 : name === props.chosen}
            onChange={() => props.onChoose(name)}
          />
          <span>
            {title}
            {hint !== undefined && <span class={styles.hint}>{hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
