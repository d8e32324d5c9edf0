import { useRef } from 'preact/hooks';
import type { TextFault } from '../../../core/contract/text-fault.ts';
import styles from './code-editor.module.css';
import { LogText } from './log-text.tsx';

interface CodeEditorProps {
  /** What the text is, for those who do not see it. */
  readonly label: string;
  readonly text: string;
  readonly faults: readonly TextFault[];
  readonly isReadOnly: boolean;
  readonly onInput: (text: string) => void;
  /** Called by Ctrl+S. */
  readonly onSave: () => void;
}

/** A text with the numbers of its lines, and what is wrong with it, each fault leading to its place. */
export function CodeEditor({ label, text, faults, isReadOnly, onInput, onSave }: CodeEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const faulty = new Set(faults.map(({ line }) => line));
  const goTo = ({ line, column }: TextFault) => {
    const before = text.split('\n').slice(0, line - 1);
    const at = before.reduce((sum, one) => sum + one.length + 1, 0) + Math.max(0, column - 1);
    area.current?.focus();
    area.current?.setSelectionRange(at, at);
  };
  return (
    <div class={styles.editor}>
      <div class={styles.codeBox}>
        <div class={styles.gutter} ref={gutter} aria-hidden="true">
          {text.split('\n').map((_, index) => (
            <span key={index} data-faulty={faulty.has(index + 1) ? '' : undefined}>
              {index + 1}
            </span>
          ))}
        </div>
        <textarea
          class={styles.area}
          ref={area}
          value={text}
          aria-label={label}
          aria-invalid={faults.length > 0}
          aria-describedby="text-faults"
          readOnly={isReadOnly}
          spellcheck={false}
          autoCapitalize="off"
          wrap="off"
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            onSave();
          }}
          onScroll={(event) => {
            if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      <ul class={styles.faults} id="text-faults" aria-live="polite">
        {faults.map((fault, index) => (
          <li key={index}>
            <button class={styles.fault} type="button" onClick={() => goTo(fault)}>
              <code>
                {fault.line}:{fault.column}
              </code>
              <span>
                <LogText text={fault.message} limit={400} />
                {fault.fix !== undefined && (
                  <span class={styles.quiet}>
                    {' — '}
                    <LogText text={fault.fix} limit={300} />
                  </span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
