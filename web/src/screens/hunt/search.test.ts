import { expect, test } from 'vitest';
import type { SearchAnswer, SearchMatch } from '../../../../core/contract/search.ts';
import { createSearch } from './search.ts';

const match: SearchMatch = { type: 'file', property: 'name', value: 'a', nodes: [], isMore: false };

/** A service of so many parts, each with so many matches. */
function service(
  parts: number,
  each: number,
): (q: unknown, after?: string) => Promise<SearchAnswer> {
  return (_, after) => {
    const part = Number(after ?? 0);
    const matches = Array.from({ length: each }, () => match);
    return Promise.resolve(part + 1 < parts ? { matches, next: String(part + 1) } : { matches });
  };
}

test('goes on through parts in which nothing is found', async () => {
  const search = createSearch(service(7, 0));
  await search.start({ text: 'x', type: '' });
  expect(search.state.value).toEqual({ matches: [], busy: false, next: undefined });
});

test('asks before it goes on after much was found', async () => {
  const search = createSearch(service(9, 20));
  await search.start({ text: 'x', type: '' });
  expect(search.state.value).toMatchObject({ busy: false, next: '3' });
  expect(search.state.value.matches).toHaveLength(60);
  await search.goOn();
  expect(search.state.value.matches).toHaveLength(120);
});

test('what was found stays when a part fails, and it can go on', async () => {
  const whole = service(3, 20);
  let isBroken = true;
  const search = createSearch((query, after) => {
    if (after === '1' && isBroken) return Promise.reject(new Error('no answer'));
    return whole(query, after);
  });
  await search.start({ text: 'x', type: '' });
  expect(search.state.value).toMatchObject({ busy: false, next: '1' });
  expect(search.state.value.error).toBeInstanceOf(Error);
  isBroken = false;
  await search.goOn();
  expect(search.state.value).toMatchObject({ busy: false, next: undefined });
  expect(search.state.value.error).toBeUndefined();
  expect(search.state.value.matches).toHaveLength(60);
});

test('an answer to what is not looked for any more is dropped', async () => {
  const answers: ((answer: SearchAnswer) => void)[] = [];
  const search = createSearch(() => new Promise((resolve) => answers.push(resolve)));
  const first = search.start({ text: 'x', type: '' });
  await search.start({ text: '', type: '' });
  answers[0]?.({ matches: [match] });
  await first;
  expect(search.state.value).toEqual({ matches: [], busy: false });
});
