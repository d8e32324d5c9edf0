import { signal } from '@preact/signals';

/** The token that was just made. It lives as long as the page, and is never stored. */
export interface NewToken {
  readonly sourceId: string;
  readonly token: string;
}

/** The service shows a token once; this is where the page keeps it meanwhile. */
export const newToken = signal<NewToken | undefined>(undefined);
