import { portOf } from '../form/address.ts';
import { hashOf } from '../form/hash.ts';
import { pidOf } from '../form/pid.ts';
import type { Sighted, Sightings } from '../sightings.ts';

/** The texts that a record has for a mapped node, by the names of its keys. */
export type Texts = (key: string) => string | undefined;

type Properties = Readonly<Record<string, string | number | undefined>>;

/** How a node of a type is made of what a record says. */
export interface NodeForm {
  /** Sets of keys, one of which a mapping must give so that the record can name the node. */
  readonly needs: readonly (readonly string[])[];
  /** Keys that are no properties of the type. */
  readonly extra?: readonly string[];
  /** Whether other properties of the type may be given too. */
  readonly takesProperties: boolean;
  readonly see: (see: Sightings, at: Texts, properties: Properties) => Sighted;
}

const ACCOUNT_NEEDS = [['account'], ['sid']];
const ACCOUNT_EXTRA = ['domain'];

/** Whose identity is the asset and a name. */
function named(type: 'pipe' | 'service' | 'task' | 'wmi_subscription' | 'share'): NodeForm {
  return {
    needs: [['name']],
    takesProperties: true,
    see: (see, at, properties) => see.named(type, at('name'), properties),
  };
}

/** The node types that a mapping may make, each by the words that the service's own formats use. */
export const NODE_FORMS: ReadonlyMap<string, NodeForm> = new Map<string, NodeForm>([
  [
    'process',
    {
      needs: [['pid'], ['guid']],
      takesProperties: true,
      see: (see, at, properties) =>
        see.process(
          { guid: at('guid'), pid: pidOf(at('pid')), image: at('image'), name: at('name') },
          properties,
        ),
    },
  ],
  [
    'file',
    {
      needs: [['path']],
      takesProperties: true,
      see: (see, at, properties) => see.file(at('path'), properties),
    },
  ],
  [
    'file_hash',
    {
      needs: [['sha256'], ['sha1'], ['md5']],
      takesProperties: false,
      see: (see, at) =>
        see.hash({
          sha256: hashOf('sha256', at('sha256')),
          sha1: hashOf('sha1', at('sha1')),
          md5: hashOf('md5', at('md5')),
          imphash: hashOf('imphash', at('imphash')),
        }),
    },
  ],
  [
    'user',
    {
      needs: ACCOUNT_NEEDS,
      extra: ACCOUNT_EXTRA,
      takesProperties: false,
      see: (see, at) => see.user({ name: at('account'), domain: at('domain'), sid: at('sid') }),
    },
  ],
  [
    'group',
    {
      needs: ACCOUNT_NEEDS,
      extra: ACCOUNT_EXTRA,
      takesProperties: false,
      see: (see, at) => see.group({ name: at('account'), domain: at('domain'), sid: at('sid') }),
    },
  ],
  [
    'logon_session',
    {
      needs: [['logon_id']],
      takesProperties: true,
      see: (see, at, properties) => see.session(at('logon_id'), properties),
    },
  ],
  ['address', { needs: [['ip']], takesProperties: false, see: (see, at) => see.address(at('ip')) }],
  [
    'domain',
    { needs: [['name']], takesProperties: false, see: (see, at) => see.domain(at('name')) },
  ],
  ['url', { needs: [['url']], takesProperties: false, see: (see, at) => see.url(at('url')) }],
  [
    'socket',
    {
      needs: [['ip', 'port']],
      takesProperties: false,
      see: (see, at) => see.socket(at('protocol'), at('ip'), portOf(at('port'))),
    },
  ],
  [
    'connection',
    {
      needs: [['source_ip', 'source_port', 'destination_ip', 'destination_port']],
      takesProperties: false,
      see: (see, at) =>
        see.connection({
          protocol: at('protocol'),
          sourceIp: at('source_ip'),
          sourcePort: portOf(at('source_port')),
          destinationIp: at('destination_ip'),
          destinationPort: portOf(at('destination_port')),
          destinationHostname: at('destination_hostname'),
        }),
    },
  ],
  [
    'registry_key',
    {
      needs: [['path']],
      takesProperties: false,
      see: (see, at) => see.registryKey(at('path'), at('data')),
    },
  ],
  ['pipe', named('pipe')],
  ['service', named('service')],
  ['task', named('task')],
  ['wmi_subscription', named('wmi_subscription')],
  ['share', named('share')],
  [
    'script',
    {
      needs: [['script_id']],
      extra: ['script_id'],
      takesProperties: true,
      see: (see, at, properties) => see.script(at('script_id'), properties),
    },
  ],
  [
    'container',
    {
      needs: [['container_id']],
      takesProperties: true,
      see: (see, at, properties) => see.container(at('container_id'), properties),
    },
  ],
  [
    'finding',
    {
      needs: [['finding_id']],
      takesProperties: true,
      see: (see, at, properties) => see.finding(at('finding_id'), properties),
    },
  ],
  [
    'principal',
    {
      needs: [['principal']],
      takesProperties: true,
      see: (see, at, properties) => see.principal(at('principal'), properties),
    },
  ],
  ['role', { needs: [['arn']], takesProperties: false, see: (see, at) => see.role(at('arn')) }],
  [
    'access_key',
    { needs: [['key_id']], takesProperties: false, see: (see, at) => see.accessKey(at('key_id')) },
  ],
  [
    'resource',
    {
      needs: [['resource']],
      takesProperties: false,
      see: (see, at) => see.resource(at('resource'), at('kind')),
    },
  ],
  [
    'api_call',
    {
      needs: [['api', 'operation']],
      takesProperties: false,
      see: (see, at) => see.apiCall(at('api'), at('operation')),
    },
  ],
]);
