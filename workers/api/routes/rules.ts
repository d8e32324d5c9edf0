import { Hono } from 'hono';
import type { Context } from 'hono';
import {
  checkRuleRequest,
  importRulesRequest,
  packNameParameter,
  saveRuleRequest,
  setRulesRequest,
} from '../../../core/contract/rules.ts';
import { saveValueListRequest, valueListName } from '../../../core/contract/value-lists.ts';
import type { Author } from '../../analyzers/own-analyzers.ts';
import { ApiError, notFound } from '../../errors.ts';
import { checkRule, deleteOwnRule, saveRule } from '../../rules/edit-rule.ts';
import { fetchArchive } from '../../rules/fetch-archive.ts';
import { importRules, removePack, setRuleStates } from '../../rules/import-rules.ts';
import type { PackImport } from '../../rules/import-rules.ts';
import { coverageOf, findRule, listRules, navigatorLayer } from '../../rules/list-rules.ts';
import { ruleFilesOf } from '../../rules/rule-files.ts';
import {
  deleteValueList,
  findValueList,
  listValueLists,
  saveValueList,
} from '../../rules/value-lists.ts';
import type { ApiEnv } from '../api-env.ts';
import { nameOf } from '../caller.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';

/** Types of a body that is an archive or YAML; a browser sends them across origins to nobody. */
const FILE_TYPES = /^application\/(zip|gzip|x-gzip|yaml|x-yaml|octet-stream)\b/i;

/** The largest body: rules as JSON are larger than as an archive. */
const MAX_BODY_BYTES = 32 * 1_048_576;

/** Sigma rules and what detects beside them. */
export const ruleRoutes = new Hono<ApiEnv>()
  .get('/rules', may('viewer', 'read'), async (c) =>
    c.json(await listRules(c.env, c.get('tenant'))),
  )
  .get('/rules/coverage', may('viewer', 'read'), async (c) => {
    const coverage = await coverageOf(c.env, c.get('tenant'));
    if (c.req.query('format') !== 'navigator') return c.json(coverage);
    c.header('content-disposition', 'attachment; filename="grapnel-coverage.json"');
    return c.json(navigatorLayer(coverage));
  })
  .post('/rules/import', may('analyst', 'manage'), async (c) => {
    const pack = await packOf(c);
    if (pack.files.length === 0) {
      throw new ApiError(422, 'rules.none', 'There is no rule in it.', {
        detail: 'Rules are files with names that end in .yml or .yaml, or archives of them.',
      });
    }
    return c.json(await importRules(c.env, c.get('tenant'), pack, Date.now()), 201);
  })
  .patch('/rules', may('analyst', 'manage'), async (c) => {
    const { ids, state } = await readJson(c, setRulesRequest);
    await setRuleStates(c.env, c.get('tenant'), ids, state, Date.now());
    return c.body(null, 204);
  })
  .delete('/rules/packs/:name', may('analyst', 'manage'), async (c) => {
    const name = c.req.param('name');
    if (!(await removePack(c.env, c.get('tenant'), name, Date.now()))) throw notFound('pack');
    return c.body(null, 204);
  })
  .post('/rules/check', may('analyst', 'read', 'shown'), async (c) => {
    const { source } = await readJson(c, checkRuleRequest);
    return c.json(await checkRule(c.env, c.get('tenant'), source));
  })
  .put('/rules/:id', may('analyst', 'manage'), async (c) => {
    const { source, basedOn } = await readJson(c, saveRuleRequest);
    const id = c.req.param('id');
    await saveRule(c.env, c.get('tenant'), { id, source, basedOn }, authorOf(c));
    return c.body(null, 204);
  })
  .delete('/rules/:id', may('analyst', 'manage'), async (c) => {
    await deleteOwnRule(c.env, c.get('tenant'), c.req.param('id'), authorOf(c));
    return c.body(null, 204);
  })
  .get('/value-lists', may('viewer', 'read'), async (c) =>
    c.json(await listValueLists(c.env, c.get('tenant'))),
  )
  .get('/value-lists/:name', may('viewer', 'read'), async (c) => {
    const found = await findValueList(c.env, c.get('tenant'), c.req.param('name'));
    if (found === undefined) throw notFound('list');
    return c.json(found);
  })
  .put('/value-lists/:name', may('analyst', 'manage'), async (c) => {
    const name = valueListName.safeParse(c.req.param('name'));
    if (!name.success) {
      throw new ApiError(422, 'value-lists.bad-name', 'A list cannot have this name.', {
        detail: 'Letters, digits and . _ -, 60 at most; it is the name between the % of rules.',
      });
    }
    const { values } = await readJson(c, saveValueListRequest);
    await saveValueList(c.env, c.get('tenant'), name.data, values, authorOf(c));
    return c.body(null, 204);
  })
  .delete('/value-lists/:name', may('analyst', 'manage'), async (c) => {
    await deleteValueList(c.env, c.get('tenant'), c.req.param('name'), authorOf(c));
    return c.body(null, 204);
  })
  .get('/rules/:id', may('viewer', 'read'), async (c) => {
    const found = await findRule(c.env, c.get('tenant'), c.req.param('id'));
    if (found === undefined) throw notFound('rule');
    return c.json(found);
  });

/** What a request imports: files named in JSON, the body itself, or what a URL leads to. */
async function packOf(c: Context<ApiEnv>): Promise<PackImport> {
  if (Number(c.req.header('content-length') ?? 0) > MAX_BODY_BYTES) {
    throw new ApiError(413, 'rules.too-large', 'The body is too large.', {
      detail: `At most ${MAX_BODY_BYTES} bytes are taken; archives are smaller than files.`,
    });
  }
  if (FILE_TYPES.test(c.req.header('content-type') ?? '')) {
    const name = packNameParameter.safeParse(c.req.query('pack'));
    if (!name.success) {
      throw new ApiError(
        400,
        'rules.no-pack',
        'Say by ?pack= under which name the rules are kept.',
      );
    }
    const files = await ruleFilesOf(new Uint8Array(await c.req.arrayBuffer()), name.data);
    return { name: name.data, files, keepOthers: c.req.query('keep') === 'true' };
  }
  const { pack, files, url, keepOthers } = await readJson(c, importRulesRequest);
  if ((files === undefined) === (url === undefined)) {
    throw new ApiError(400, 'rules.no-files', 'Send either files or a url.');
  }
  if (url === undefined) return { name: pack, files: files ?? [], keepOthers };
  return { name: pack, files: await ruleFilesOf(await fetchArchive(url), pack), keepOthers };
}

function authorOf(c: Context<ApiEnv>): Author {
  return { by: nameOf(c.get('caller')), now: Date.now() };
}
