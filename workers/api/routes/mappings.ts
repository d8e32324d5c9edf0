import { Hono } from 'hono';
import { saveMappingRequest, tryMappingRequest } from '../../../core/contract/mappings.ts';
import type { MappingSummary, TriedMapping } from '../../../core/contract/mappings.ts';
import { graphOfFacts } from '../../../core/lens/graph-of-facts.ts';
import { DeclaredFormats } from '../../../core/parse/declared/declared-formats.ts';
import { readMapping } from '../../../core/parse/declared/read-mapping.ts';
import { readUpload } from '../../../core/parse/read-upload.ts';
import { deleteMapping, listMappings, saveMapping } from '../../d1/mappings.ts';
import { ApiError, notFound } from '../../errors.ts';
import { member } from '../member.ts';
import type { ApiEnv } from '../member.ts';
import { readJson } from '../problem.ts';

/** Each is asked of every record. */
const MAX_MAPPINGS = 50;

/** The host of a sample's records that name none. */
const SAMPLE_SOURCE = 'sample';

/** Log formats that a tenant declares itself. For members. */
export const mappingRoutes = new Hono<ApiEnv>()
  .get('/mappings', member, async (c) =>
    c.json({ mappings: await listMappings(c.env.DB, c.get('tenant')) }),
  )
  .post('/mappings', member, async (c) => {
    const { source } = await readJson(c, saveMappingRequest);
    const read = readMapping(source);
    if (!read.ok) {
      const errors = read.faults.map(({ line, column, message }) => ({
        field: `${line}:${column}`,
        message,
      }));
      throw new ApiError(422, 'mappings.faulty', 'The text is no mapping.', { errors });
    }
    const mapping: MappingSummary = { name: read.value.name, source, updatedAt: Date.now() };
    if (!(await saveMapping(c.env.DB, c.get('tenant'), mapping, MAX_MAPPINGS))) {
      const title = `There are ${MAX_MAPPINGS} mappings already; remove one first.`;
      throw new ApiError(409, 'mappings.too-many', title);
    }
    return c.json({ mapping }, 201);
  })
  .delete('/mappings/:name', member, async (c) => {
    const isThere = await deleteMapping(c.env.DB, c.get('tenant'), c.req.param('name'));
    if (!isThere) throw notFound('mapping');
    return c.body(null, 204);
  })
  .post('/mappings/try', member, async (c) => {
    const { source, sample } = await readJson(c, tryMappingRequest);
    const read = readMapping(source);
    if (!read.ok) return c.json({ ok: false, faults: read.faults } satisfies TriedMapping);
    const declared = new DeclaredFormats([read.value]);
    const context = { defaultHost: SAMPLE_SOURCE, receivedAt: Date.now(), declared };
    const { records, rejects, ignoredBy, factsByAsset } = readUpload(
      new TextEncoder().encode(sample),
      1,
      { context },
    );
    const graph = graphOfFacts([...factsByAsset.values()].flat());
    const tried: TriedMapping = {
      ok: true,
      records,
      taken: declared.taken,
      rejects,
      ignoredBy,
      graph,
    };
    return c.json(tried);
  });
