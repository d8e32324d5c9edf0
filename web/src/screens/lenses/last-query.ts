import { signal } from '@preact/signals';

/** The query of the list that was shown last: a lens's neighbours are those of that list. */
export const lastQuery = signal('');
