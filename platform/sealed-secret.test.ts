import { expect, test } from 'vitest';
import { seal, unseal } from './sealed-secret.ts';

test('a sealed secret opens for its purpose alone, and is never sealed alike', async () => {
  const sealed = await seal('the secret', 'deployment', 'a');
  expect(sealed).not.toContain('secret');
  expect(await seal('the secret', 'deployment', 'a')).not.toBe(sealed);
  expect(await unseal(sealed, 'deployment', 'a')).toBe('the secret');
  await expect(unseal(sealed, 'deployment', 'b')).rejects.toThrow();
  await expect(unseal(sealed, 'other', 'a')).rejects.toThrow();
});
