// Shows the API's description. Texts are only ever set as text, and nothing is loaded from elsewhere.

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options'];

const api = await (await fetch('/api-docs/openapi.json')).json();

/** An element with its attributes and what is in it: elements, or texts. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A text in which what stands between backticks is code. */
function prose(text) {
  const parts = text.split('`');
  return parts.map((part, at) => (at % 2 === 0 ? part : element('code', {}, part)));
}

/** What a reference leads to. */
function followed(value) {
  if (value?.$ref === undefined) return value;
  const names = value.$ref.slice(2).split('/');
  return names.reduce((found, name) => found[name], api);
}

/** A schema as one reads it: a type as TypeScript would write it, a few steps deep. */
function typeText(schema, indent = '', depth = 0) {
  if (schema === undefined) return 'anything';
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1);
    return depth > 3 ? name : typeText(followed(schema), indent, depth + 1);
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.map((part) => typeText(part, indent, depth + 1)).join(' | ');
  if (schema.type === 'array') return `[${typeText(schema.items, indent, depth + 1)}, …]`;
  if (schema.type !== 'object') return schema.type ?? 'anything';
  const inner = `${indent}  `;
  const lines = Object.entries(schema.properties ?? {}).map(([name, value]) => {
    const mark = schema.required?.includes(name) ? '' : '?';
    const note = value.description ? `  // ${value.description}` : '';
    return `${inner}${name}${mark}: ${typeText(value, inner, depth + 1)}${note}`;
  });
  if (typeof schema.additionalProperties === 'object') {
    lines.push(`${inner}[name]: ${typeText(schema.additionalProperties, inner, depth + 1)}`);
  }
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

function whoMay({ security }) {
  if (security.length === 0) return 'anyone';
  const names = {
    session: 'a member who is signed in',
    apiToken: 'an API token',
    ingestToken: 'the token of a source',
    operatorToken: 'the operator’s token',
  };
  return security
    .flatMap((each) => Object.entries(each))
    .map(([name, least]) => {
      const more = name === 'session' ? 'at least' : 'with the scope';
      return least.length === 0 ? names[name] : `${names[name]}, ${more} ${least[0]}`;
    })
    .join('; or ');
}

function contentOf(content = {}) {
  return Object.entries(content).flatMap(([mediaType, { schema }]) => [
    element('p', {}, element('code', {}, mediaType)),
    ...(schema === undefined || mediaType === 'application/problem+json'
      ? []
      : [element('pre', { tabindex: '0' }, typeText(schema))]),
  ]);
}

function parametersOf(parameters = []) {
  if (parameters.length === 0) return [];
  const rows = parameters.map(({ name, in: place, required, schema }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, element('code', {}, name)),
      element('td', {}, required ? place : `${place}, optional`),
      element(
        'td',
        {},
        [typeText(schema), schema.pattern ?? '', schema.description ?? ''].join(' '),
      ),
    ),
  );
  return [element('h3', {}, 'Parameters'), element('table', {}, ...rows)];
}

function responsesOf(responses) {
  const rows = Object.entries(responses).map(([status, given]) => {
    const { description, content } = followed(given);
    const said = description.split('\n').map((line) => element('p', {}, ...prose(line)));
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, status),
      element('td', {}, ...said, ...contentOf(content)),
    );
  });
  return [element('h3', {}, 'Answers'), element('table', {}, ...rows)];
}

function detailsOf(method, path, operation) {
  const details = element(
    'details',
    { id: operation.operationId },
    element(
      'summary',
      {},
      element('span', { class: 'method', 'data-method': method }, method.toUpperCase()),
      element('code', {}, path),
      operation.summary && element('span', { class: 'said' }, ...prose(operation.summary)),
    ),
  );
  // What is inside is made when it is opened: there are hundreds.
  details.addEventListener(
    'toggle',
    () => {
      const { parameters, requestBody, responses } = operation;
      const body = requestBody && [element('h3', {}, 'Body'), ...contentOf(requestBody.content)];
      details.append(
        element(
          'div',
          { class: 'body' },
          element('p', {}, `May be called by ${whoMay(operation)}.`),
          ...parametersOf(parameters),
          ...(body ?? []),
          ...responsesOf(responses),
        ),
      );
    },
    { once: true },
  );
  return details;
}

const entries = Object.entries(api.paths).flatMap(([path, methods]) =>
  METHODS.filter((method) => method in methods).map((method) => {
    const operation = methods[method];
    const text = `${method} ${path} ${operation.tags} ${operation.summary} ${whoMay(operation)}`;
    return {
      tag: operation.tags[0],
      text: text.toLowerCase(),
      shown: detailsOf(method, path, operation),
    };
  }),
);

const tags = api.tags.map(({ name }, at) => ({ name, id: `section-${at + 1}` }));

function show(words) {
  const found = entries.filter(({ text }) => words.every((word) => text.includes(word)));
  const sections = tags
    .map(({ name, id }) => ({ name, id, own: found.filter(({ tag }) => tag === name) }))
    .filter(({ own }) => own.length > 0);
  document.getElementById('operations').replaceChildren(
    ...sections.map(({ name, id, own }) => {
      return element('section', { id }, element('h2', {}, name), ...own.map(({ shown }) => shown));
    }),
  );
  document.getElementById('sections').replaceChildren(
    ...sections.map(({ name, id, own }) => {
      const count = element('span', { class: 'number' }, `${own.length}`);
      return element('a', { href: `#${id}` }, name, ' ', count);
    }),
  );
  document.getElementById('count').textContent =
    found.length === 0
      ? 'No route has all of these words.'
      : `${found.length} of ${entries.length} routes`;
}

document.getElementById('about').append(...prose(api.info.description));
document.getElementById('find').addEventListener('input', ({ target }) => {
  show(target.value.toLowerCase().split(/\s+/).filter(Boolean));
});
show([]);
const linked = document.getElementById(location.hash.slice(1));
if (linked instanceof HTMLDetailsElement) linked.open = true;
// The page was empty when the browser looked for it.
linked?.scrollIntoView();
