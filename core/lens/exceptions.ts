import type { Exception, ExceptionRequest } from '../contract/exceptions.ts';
import { findProperty } from '../schema/schema.ts';
import { testedCondition } from '../detect/expression-test.ts';
import type { TestedCondition } from '../detect/expression-test.ts';
import type { Hit, HitLens } from '../detect/hit.ts';
import { join, readFieldItem } from '../detect/sigma/language/field-item.ts';
import { readYaml } from '../yaml/tree.ts';
import { ValueForms } from '../detect/sigma/match-value.ts';
import { assetsOfLens } from './asset-groups.ts';
import { hasScope } from './exception-scope.ts';
import { readFilter } from './sigma-filter.ts';
import type { ExceptionScope } from './exception-scope.ts';

/** An exception with its conditions ready to be asked. */
export interface CompiledException {
  readonly exception: Exception;
  readonly condition: TestedCondition;
  /** What it asks of the graph; undefined where a hit tells enough by itself. */
  readonly scope: ExceptionScope | undefined;
  /** Ids of the hits for which the scope was found to hold; not asked where there is no scope. */
  readonly held: ReadonlySet<string>;
}

/** Whether an asset is in a group of the tenant. */
export type InGroup = (asset: string, group: string) => boolean;

const NOTHING: ReadonlySet<string> = new Set();

/** What is wrong with an exception's conditions. */
export interface ExceptionFault {
  readonly message: string;
}

/** The hits of a lens, by whether they count. */
export interface SplitHits {
  readonly counting: readonly Hit[];
  /** By the exception that keeps them out: the oldest that covers them. */
  readonly excepted: ReadonlyMap<Exception, readonly Hit[]>;
}

/** Compiles the conditions of an exception, or says what is wrong with them. */
export function compileException(exception: Exception): CompiledException | ExceptionFault {
  const condition = compileFields(fieldsOf(exception));
  if ('message' in condition) return condition;
  if (!hasScope(exception)) return { exception, condition, scope: undefined, held: NOTHING };
  const nodes = new Map<string, TestedCondition>();
  for (const [name, fields] of Object.entries(exception.nodes ?? {})) {
    const read = compileProperties(fields);
    if ('message' in read) return { message: `${name}: ${read.message}` };
    nodes.set(name, read);
  }
  const ancestor = compileProperties(exception.ancestor ?? {});
  if ('message' in ancestor) return { message: `ancestor: ${ancestor.message}` };
  const filter = exception.filter === undefined ? undefined : readFilter(exception.filter);
  if (filter !== undefined && 'message' in filter) return filter;
  const scope = {
    filter: filter?.condition,
    nodes,
    ancestor: ancestor.properties.size === 0 ? undefined : ancestor,
  };
  return { exception, condition, scope, held: NOTHING };
}

/** Compiles conditions whose fields are properties of nodes. */
function compileProperties(fields: Record<string, unknown>): TestedCondition | ExceptionFault {
  const condition = compileFields(fields);
  if ('message' in condition) return condition;
  const unknown = [...condition.properties].find((name) => findProperty(name) === undefined);
  return unknown === undefined ? condition : { message: `no node has a property ${unknown}` };
}

function compileFields(fields: Record<string, unknown>): TestedCondition | ExceptionFault {
  // JSON is YAML: the conditions are read by what reads those of rules.
  const [document] = readYaml(JSON.stringify(fields));
  if (document?.root?.kind !== 'map') return { message: 'the conditions cannot be read' };
  const { root, faults } = document;
  const context = {
    faults,
    lists: new Map(),
    missingLists: new Set<string>(),
    namedLists: new Set<string>(),
  };
  const items = root.entries.flatMap((entry) => readFieldItem(entry, context) ?? []);
  const [fault] = faults.faults;
  if (fault !== undefined) return { message: fault.message };
  if (context.missingLists.size > 0) return { message: 'placeholders mean nothing here' };
  return testedCondition(join('and', items));
}

/**
 * Splits the hits of a lens into those that count and those that an exception keeps out.
 *
 * @param exceptions the oldest first
 * @param now exceptions that have ended by then keep nothing out
 * @param isInGroup the tenant's groups of assets
 */
export function splitHits(
  hits: readonly Hit[],
  lens: string,
  exceptions: readonly CompiledException[],
  now: number,
  isInGroup: InGroup = () => false,
): SplitHits {
  const active = exceptions.filter(({ exception }) => (exception.until ?? now + 1) > now);
  const counting: Hit[] = [];
  const excepted = new Map<Exception, Hit[]>();
  for (const hit of hits) {
    const entity = hit.lenses.find(({ id }) => id === lens);
    const found = active.find((one) => entity !== undefined && covers(one, hit, entity, isInGroup));
    if (found === undefined) {
      counting.push(hit);
      continue;
    }
    const others = excepted.get(found.exception);
    if (others === undefined) excepted.set(found.exception, [hit]);
    else others.push(hit);
  }
  return { counting, excepted };
}

/** Whether an exception covers a hit as it counts for a lens. */
function covers(
  { exception, condition, scope, held }: CompiledException,
  hit: Hit,
  entity: HitLens,
  isInGroup: InGroup,
): boolean {
  const { analyzer, group } = exception;
  if (hit.analyzer !== analyzer) return false;
  if (scope !== undefined && !held.has(hit.id)) return false;
  if (group !== undefined) {
    const assets = assetsOfLens(entity.id, [hit]);
    if (!assets.some((asset) => isInGroup(asset, group))) return false;
  }
  return condition.holds((field) => valuesOf(field, hit, entity));
}

/**
 * What a hit shows under a field: `lens` and `lens_type` are the lens's, `title` is the hit's; any
 * other name is that of nodes, by their name in the analyzer or by their type, and means what they
 * are called.
 */
function valuesOf(field: string, hit: Hit, entity: HitLens): ValueForms[] {
  if (field === 'lens') return [new ValueForms(entity.name)];
  if (field === 'lens_type') return [new ValueForms(entity.type)];
  if (field === 'title') return hit.title === '' ? [] : [new ValueForms(hit.title)];
  return hit.nodes
    .filter(({ name, type }) => name === field || type === field)
    .map(({ label }) => new ValueForms(label));
}

function fieldsOf({ lens, where }: ExceptionRequest): Record<string, unknown> {
  return lens === undefined || lens === '' ? where : { ...where, lens };
}
