/** A parameter in a path. */
export interface PathParameter {
  readonly name: string;
  /** A regular expression that its text matches as a whole. */
  readonly pattern: string | undefined;
}

/** A path as OpenAPI writes it. */
export interface OpenApiPath {
  readonly path: string;
  readonly parameters: readonly PathParameter[];
}

/** What an asterisk at the end of one of Hono's paths is called. */
const REST = 'rest';

/**
 * The paths of OpenAPI that a path of Hono stands for: two where its last parameter may be absent.
 * OpenAPI has no parameter with slashes in it: what an asterisk matches beyond one is not said.
 */
export function openApiPaths(path: string): OpenApiPath[] {
  if (path.endsWith('?')) {
    const whole = path.slice(0, -1);
    return [...openApiPaths(whole.slice(0, whole.lastIndexOf('/'))), ...openApiPaths(whole)];
  }
  const parameters: PathParameter[] = [];
  const written = segmentsOf(path).map((segment) => {
    const [, name, pattern] = /^:(\w+)(?:\{(.*)\})?$/s.exec(segment) ?? [];
    if (name !== undefined) {
      parameters.push({ name, pattern });
      return `{${name}}`;
    }
    if (!segment.endsWith('*')) return segment;
    parameters.push({ name: REST, pattern: undefined });
    return `${segment.slice(0, -1)}{${REST}}`;
  });
  return [{ path: written.join('/') || '/', parameters }];
}

/** Splits at slashes that are not in the pattern of a parameter. */
function segmentsOf(path: string): string[] {
  const segments = [''];
  let depth = 0;
  for (const character of path) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === '/' && depth === 0) segments.push('');
    else segments[segments.length - 1] += character;
  }
  return segments;
}
