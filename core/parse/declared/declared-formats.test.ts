import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { said } from '../../../test/said.ts';
import { describeFault } from '../../yaml/fault.ts';
import { NODE_TYPES } from '../../schema/node-types.ts';
import { NO_CONTEXT } from '../parse-context.ts';
import { DeclaredFormats } from './declared-formats.ts';
import { fieldsOfLine, readTemplate } from './line-form.ts';
import { NODE_FORMS } from './node-forms.ts';
import { readMapping } from './read-mapping.ts';

const VPN = `
name: acme-vpn
when:
  product: AcmeVPN
  event.action: [login, renew*]
time: [event.time, ts]
asset:
  host: gateway.name
nodes:
  client: { type: address, ip: peer }
  session: { type: logon_session, logon_id: session.id, logon_type: { value: 10 }, logged_on_at: ts }
  who: { type: user, account: login, domain: realm }
edges:
  - session session_user who
  - session logon_from client
`;

const RECORD = {
  product: 'acmevpn',
  event: { action: 'renewed' },
  ts: '2026-03-01T10:00:00Z',
  gateway: { name: 'GW-1.corp.example' },
  peer: ['203.0.113.9', '203.0.113.10'],
  session: { id: '0x1f' },
  login: 'maria',
  realm: 'CORP',
};

function declared(...texts: string[]): DeclaredFormats {
  return new DeclaredFormats(
    texts.map((text) => {
      const read = readMapping(text);
      if (!read.ok) throw new Error(read.faults.map(describeFault).join('\n'));
      return read.value;
    }),
  );
}

function saidWith(upload: string | object, ...texts: string[]): string[] {
  return said(upload, { ...NO_CONTEXT, declared: declared(...texts) });
}

function faultsOf(text: string): string[] {
  const read = readMapping(text);
  return read.ok ? [] : read.faults.map(describeFault);
}

describe('a declared format', () => {
  test('makes of an object the nodes and edges that it declares', () => {
    expect(said(RECORD)).toEqual(['reject: no known format has these keys']);
    expect(saidWith(RECORD, VPN)).toMatchInlineSnapshot(`
      [
        "logon_session 0x1f —session_user→ user corp\\maria",
        "logon_session 0x1f —logon_from→ address 203.0.113.9",
        "logon_session 0x1f: logon_type=10, logged_on_at=1772359200000",
      ]
    `);
  });

  test('is not asked for records that lack a field of `when`, or have another value there', () => {
    const reject = ['reject: no known format has these keys'];
    expect(saidWith({ ...RECORD, event: { action: 'logout' } }, VPN)).toEqual(reject);
    expect(saidWith({ ...RECORD, product: undefined }, VPN)).toEqual(reject);
  });

  test('rejects a record without a time that can be read', () => {
    expect(saidWith({ ...RECORD, ts: 'yesterday' }, VPN)).toEqual([
      'reject: there is no time that can be read',
    ]);
  });

  test('goes before the formats that the service knows', () => {
    const osquery = { name: 'x', hostIdentifier: 'h', calendarTime: 'now', columns: { pid: '1' } };
    const own = 'name: own\nwhen: { hostIdentifier: h }\nasset: { host: hostIdentifier }';
    expect(saidWith(osquery, own)).toEqual([]);
  });

  test('cuts lines by a template', () => {
    const text = `
name: door
line: '{time} {gate} doord: badge {badge} opened {}from {ip}'
time: time
asset: { host: gate }
nodes:
  badge: { type: principal, principal: badge }
  from: { type: address, ip: ip }
  door: { type: api_call, api: { value: door }, operation: { value: open } }
edges: [badge called door, badge principal_from from]
`;
    const line = '2026-03-01T10:00:00Z gate-7 doord: badge B12 opened (twice) from 10.1.2.3';
    expect(saidWith(line, text)).toMatchInlineSnapshot(`
      [
        "asset gate-7 —operations→ api_call door open",
        "principal B12 —called→ api_call door open",
        "principal B12 —principal_from→ address 10.1.2.3",
      ]
    `);
  });

  test('finds pairs of key and value, inside of syslog too', () => {
    const text = `
name: firewall
line: pairs
when: { type: traffic, srcip: '*' }
nodes:
  from: { type: address, ip: srcip }
  to: { type: domain, name: hostname }
edges: [from asked_for to]
`;
    const line =
      '<189>Mar  1 10:00:00 fw1 log: type=traffic srcip=10.9.8.7 msg="a \\"quoted\\" text" hostname=evil.example';
    expect(saidWith(line, text)).toMatchInlineSnapshot(`
      [
        "address 10.9.8.7 —asked_for→ domain evil.example",
      ]
    `);
  });

  test('whatever is in a record, nothing is thrown', () => {
    const format = declared(
      VPN,
      'name: lines\nline: "{a} {b}"\nnodes: { x: { type: url, url: b } }',
      'name: pairs\nline: pairs\nwhen: { a: "*" }\nnodes: { x: { type: process, pid: a } }',
    );
    const context = { ...NO_CONTEXT, declared: format };
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.stringMatching(/^(\w=("?.{0,5}"? )){0,9}$/)),
        (text) => {
          said(text, context);
          said({ ...RECORD, peer: text, session: { id: text }, login: text }, context);
        },
      ),
    );
  });
});

describe('a mapping’s text', () => {
  test.each([
    ['', 'the text is empty'],
    ['[]', 'a mapping is a list'],
    ['name: a', 'nothing says which records'],
    ['name: A\nwhen: { x: y }', 'no name'],
    ['name: a\nwhen: { x: {} }', '`x` is a map'],
    ['name: a\nwhen: { x: y }\nnode: {}', 'did you mean `nodes`?'],
    ['name: a\nwhen: { x: y }\nnodes: { p: { type: proces, pid: x } }', 'did you mean `process`?'],
    ['name: a\nwhen: { x: y }\nnodes: { p: { type: process } }', 'give pid or guid'],
    ['name: a\nwhen: { x: y }\nnodes: { p: { type: process, imge: x } }', 'did you mean `image`?'],
    ['name: a\nwhen: { x: y }\nnodes: { asset: { type: url, url: x } }', 'no node of its own'],
    [
      'name: a\nwhen: { x: y }\nnodes: { p: { type: process, pid: x } }\nedges: [p runs asset]',
      'no edge `runs` goes from process to asset; there are runs_on',
    ],
    [
      'name: a\nwhen: { x: y }\nnodes: { p: { type: process, pid: x } }\nedges: [q runs_on asset]',
      'there is no node `q`',
    ],
    ['name: a\nline: "no field"', 'at least one field'],
    ['name: a\nline: "{a}{b}"', 'there must be text between'],
    ['name: a\nline: "{a} {a}"', '`{a}` stands twice'],
    ['name: a\nline: pairs', 'nothing says which records'],
  ])('%j is refused: %s', (text, message) => {
    expect(faultsOf(text).join('\n')).toContain(message);
  });

  test('faults have their line and column, all of them at once', () => {
    const text = 'name: a\nwhen: { x: y }\nnodes:\n  p: { type: nonsense }\n  q: { type: url }\n';
    expect(faultsOf(text).map((fault) => fault.slice(0, 4))).toEqual(['4:14', '5:6:']);
  });
});

test('every node type but the asset can be declared', () => {
  const types = NODE_TYPES.map(({ name }) => name).filter((name) => name !== 'asset');
  expect([...NODE_FORMS.keys()].sort()).toEqual(types.sort());
});

test('a line that a template does not fit has no fields', () => {
  const form = readTemplate('a {x} b {y}');
  if (typeof form === 'string') throw new Error(form);
  expect(fieldsOfLine(form, 'a 1 b 2')).toEqual({ x: '1', y: '2' });
  expect(fieldsOfLine(form, 'a 1 c 2')).toBeUndefined();
  expect(fieldsOfLine(form, 'b 1 b 2')).toBeUndefined();
});

test('every mapping of the documentation can be read', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../../docs/mappings.md'), 'utf8');
  const texts = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.flatMap(faultsOf)).toEqual([]);
});
