import { Hono } from 'hono';
import type { DialectEnv } from '../dialect-env.ts';
import { serverVersion } from './server-version.ts';

const SHARDS = { total: 1, successful: 1, failed: 0 };
const LICENSE = {
  status: 'active',
  uid: '00000000-0000-0000-0000-000000000000',
  type: 'basic',
  mode: 'basic',
};
const HEALTH = {
  cluster_name: 'grapnel',
  status: 'green',
  timed_out: false,
  number_of_nodes: 1,
  number_of_data_nodes: 1,
  active_shards_percent_as_number: 100,
};

/** What clients put, and take away. */
const SET_UP_PATHS = [
  '/_ilm/policy/:name',
  '/_ilm/start',
  '/_index_template/:name',
  '/_component_template/:name',
  '/_template/:name',
  '/_ingest/pipeline/:name',
  '/_data_stream/:name',
  '/_data_stream/:name/_lifecycle',
  '/_aliases',
];

/**
 * What clients ask an Elasticsearch server before they send documents, and set up in it: templates,
 * policies, pipelines. Everything that they look for is there, and everything that they put is
 * acknowledged; none of it is kept, because it would change nothing.
 */
export const setUpRoutes: Hono<DialectEnv> = new Hono<DialectEnv>()
  .get('/_license', (c) => c.json({ license: LICENSE }))
  .get('/_xpack/license', (c) => c.json({ license: LICENSE }))
  .get('/_xpack', (c) => c.json({ license: LICENSE, features: {} }))
  .get('/_cluster/health/:index?', (c) => c.json(HEALTH))
  .get('/_cluster/settings', (c) => c.json({ persistent: {}, transient: {} }))
  .get('/_cat/health', (c) => c.text('0 00:00:00 grapnel green 1 1 0 0 0 0 0 0 - 100.0%\n'))
  .get('/_nodes', (c) => c.json(nodesOf(new URL(c.req.url), c.req.header('user-agent'))))
  .get('/_nodes/*', (c) => c.json(nodesOf(new URL(c.req.url), c.req.header('user-agent'))))
  .get('/_security/_authenticate', (c) =>
    c.json({ username: 'ingest', roles: [], enabled: true, authentication_type: 'api_key' }),
  )
  .get('/_ilm/status', (c) => c.json({ operation_mode: 'RUNNING' }))
  .get('/_ilm/policy/:name?', (c) => {
    const name = c.req.param('name');
    return c.json(name === undefined ? {} : { [name]: { version: 1, policy: { phases: {} } } });
  })
  .get('/_index_template/:name?', (c) => {
    const name = c.req.param('name');
    const template = { index_patterns: [`${name}-*`], data_stream: {} };
    return c.json({
      index_templates: name === undefined ? [] : [{ name, index_template: template }],
    });
  })
  .get('/_component_template/:name?', (c) => {
    const name = c.req.param('name');
    const template = { template: {} };
    return c.json({
      component_templates: name === undefined ? [] : [{ name, component_template: template }],
    });
  })
  .get('/_template/:name?', (c) => {
    const name = c.req.param('name');
    return c.json(
      name === undefined ? {} : { [name]: { index_patterns: [`${name}-*`], order: 0 } },
    );
  })
  .get('/_data_stream/:name?', (c) => {
    const name = c.req.param('name');
    return c.json({
      data_streams: name === undefined ? [] : [{ name, status: 'GREEN', indices: [] }],
    });
  })
  .get('/_ingest/pipeline/:name?', (c) => {
    const name = c.req.param('name');
    return c.json(name === undefined ? {} : { [name]: { processors: [] } });
  })
  .get('/_alias/:name?', (c) => c.json({}))
  .on(['PUT', 'POST', 'DELETE'], SET_UP_PATHS, (c) => c.json({ acknowledged: true }))
  .on(['GET', 'POST'], ['/_refresh', '/_flush'], (c) => c.json({ _shards: SHARDS }));

/** The one node, at the address that the client knows already. */
function nodesOf(url: URL, userAgent: string | undefined): object {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const node = {
    name: 'grapnel',
    version: serverVersion(userAgent, undefined),
    roles: ['data', 'ingest', 'master'],
    http: { publish_address: `${url.hostname}:${port}` },
  };
  return {
    _nodes: { total: 1, successful: 1, failed: 0 },
    cluster_name: 'grapnel',
    nodes: { grapnel: node },
  };
}

/** `GET /`. */
export function serverInfo(userAgent: string | undefined, accept: string | undefined): object {
  return {
    name: 'grapnel',
    cluster_name: 'grapnel',
    cluster_uuid: 'AAAAAAAAAAAAAAAAAAAAAA',
    version: {
      number: serverVersion(userAgent, accept),
      build_flavor: 'default',
      build_type: 'docker',
      build_hash: '0000000000000000000000000000000000000000',
      build_date: '2025-01-01T00:00:00.000Z',
      build_snapshot: false,
      lucene_version: '9.12.0',
      minimum_wire_compatibility_version: '7.17.0',
      minimum_index_compatibility_version: '7.0.0',
    },
    tagline: 'You Know, for Search',
  };
}
