import { remembering } from './recent.ts';

const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;

/** A GUID of zeros is no id: sensors write it for what they do not know. */
const NO_GUID = '00000000-0000-0000-0000-000000000000';

/** As many processes as a busy host has in the records of one upload. */
const REMEMBERED = 10_000;

const keyOf = remembering(REMEMBERED, (text) => {
  const key = GUID.exec(text)?.[1]?.toLowerCase();
  return key === NO_GUID ? undefined : key;
});

/** A GUID in lower case, without braces; undefined when the text is none or all zeros. */
export function guidKey(text: string | undefined): string | undefined {
  return text === undefined ? undefined : keyOf(text);
}
