import styles from './wordmark.module.css';

/** The project's mark: a grapnel, four flukes on a shank with its ring. */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg class={styles.mark} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <g
        fill="none"
        stroke="currentColor"
        stroke-width="1.9"
        stroke-linecap="round"
        stroke-linejoin="round"
      >
        <circle cx="12" cy="3.6" r="2.1" />
        <path d="M12 5.7V21" />
        <path d="M12 21C6.3 20.6 3.2 16.4 2.6 10.6L5.6 13.4" />
        <path d="M12 21c5.7-.4 8.8-4.6 9.4-10.4L18.4 13.4" />
        <path d="M12 21C9.2 19 7.9 15.6 7.8 11.2M12 21c2.8-2 4.1-5.4 4.2-9.8" />
      </g>
    </svg>
  );
}

/** The mark and the name. */
export function Wordmark() {
  return (
    <span class={styles.wordmark}>
      <Mark size={28} />
      <span class={styles.name}>Grapnel</span>
    </span>
  );
}
