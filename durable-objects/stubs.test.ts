import { expect, test } from 'vitest';
import { inboxStub, shardStub, tenantStub } from './stubs.ts';
import type { TenantId } from './stubs.ts';

/** Bindings that answer how an object was asked for; the platform's own are not here. */
function bindings(): Env {
  const namespace = (name: string, region = 'anywhere'): object => ({
    jurisdiction: (wanted: string) => namespace(name, wanted),
    getByName: (object: string) => `${name} ${region} ${object}`,
  });
  return {
    TENANT: namespace('tenant'),
    GRAPH_SHARD: namespace('shard'),
    INBOX: namespace('inbox'),
  } as unknown as Env;
}

function objectsOf(tenant: string): unknown[] {
  const env = bindings();
  const id = tenant as TenantId;
  return [tenantStub(env, id), shardStub(env, id, 3), inboxStub(env, id, 's')];
}

test('every object of a tenant of the EU is asked for there, and of others anywhere', () => {
  expect(objectsOf('eu-abc')).toEqual([
    'tenant eu eu-abc',
    'shard eu eu-abc/3',
    'inbox eu eu-abc/s',
  ]);
  expect(objectsOf('euabc')).toEqual([
    'tenant anywhere euabc',
    'shard anywhere euabc/3',
    'inbox anywhere euabc/s',
  ]);
});
