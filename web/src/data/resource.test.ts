import { expect, test } from 'vitest';
import { createResource } from './resource.ts';

/** A load that answers when told to. */
function controlled() {
  const calls: {
    readonly answer: (value: string) => void;
    readonly fail: (reason: Error) => void;
    readonly signal: AbortSignal;
  }[] = [];
  const load = (signal: AbortSignal) =>
    new Promise<string>((answer, fail) => calls.push({ answer, fail, signal }));
  return { calls, load };
}

test('a load shows that it is loading, then its data', async () => {
  const { calls, load } = controlled();
  const resource = createResource(load);
  const done = resource.reload();
  expect([resource.loading.value, resource.data.value]).toEqual([true, undefined]);
  calls[0]?.answer('one');
  await done;
  expect([resource.loading.value, resource.data.value]).toEqual([false, 'one']);
});

test('old data stays while new data loads, and when that fails', async () => {
  const { calls, load } = controlled();
  const resource = createResource(load);
  const first = resource.reload();
  calls[0]?.answer('one');
  await first;
  const second = resource.reload();
  expect(resource.data.value).toBe('one');
  const reason = new Error('no');
  calls[1]?.fail(reason);
  await second;
  expect([resource.data.value, resource.error.value, resource.loading.value]).toEqual([
    'one',
    reason,
    false,
  ]);
});

test('an answer that comes after a newer request is dropped', async () => {
  const { calls, load } = controlled();
  const resource = createResource(load);
  const first = resource.reload();
  const second = resource.reload();
  expect(calls[0]?.signal.aborted).toBe(true);
  calls[1]?.answer('new');
  await second;
  calls[0]?.answer('old');
  await first;
  expect(resource.data.value).toBe('new');
});

test('a retry that succeeds clears the error', async () => {
  const { calls, load } = controlled();
  const resource = createResource(load);
  const first = resource.reload();
  calls[0]?.fail(new Error('no'));
  await first;
  const second = resource.reload();
  calls[1]?.answer('yes');
  await second;
  expect([resource.error.value, resource.data.value]).toEqual([undefined, 'yes']);
});

test('an abort stops loading and keeps quiet', async () => {
  const { calls, load } = controlled();
  const resource = createResource(load);
  const done = resource.reload();
  resource.abort();
  calls[0]?.fail(new Error('aborted'));
  await done;
  expect([resource.loading.value, resource.error.value]).toEqual([false, undefined]);
});
