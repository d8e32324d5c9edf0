import { randomBytes } from 'node:crypto';
import type { TwoFactorSecret } from '../../core/contract/account.ts';
import type { AuditEntry } from '../../core/contract/audit.ts';
import type {
  CreatedInvitation,
  InvitationSummary,
  InviteRequest,
  MemberSummary,
  SessionSummary,
} from '../../core/contract/members.ts';
import { sampleUsage } from './sample-usage.ts';
import type { SsoAnswer, SsoRequest } from '../../core/contract/sso.ts';
import type { PasskeyCreation, PasskeySummary } from '../../core/contract/passkeys.ts';
import type { Role } from '../../core/contract/roles.ts';
import type { ApiTokenRequest, ApiTokenSummary, TokenSummary } from '../../core/contract/tokens.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What the fake answers. */
export interface FakeAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** What an authenticator would be given. */
const SECRET: TwoFactorSecret = {
  uri: 'otpauth://totp/Grapnel:analyst%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Grapnel',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  backupCodes: Array.from({ length: 10 }, (_, index) => `k3Zq${index}-Xw7T${index}`),
};

/** How a passkey is to be made; nothing checks what comes of it. */
const CREATION: PasskeyCreation = {
  challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  rp: { id: 'localhost', name: 'Grapnel' },
  user: { id: 'bTE', name: 'analyst@example.com', displayName: 'analyst@example.com' },
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  timeout: 300_000,
  excludeCredentials: [],
  authenticatorSelection: {
    residentKey: 'required',
    requireResidentKey: true,
    userVerification: 'required',
  },
  attestation: 'none',
};

const SAMPLE_SSO: SsoAnswer = {
  callback: 'https://grapnel.example/api/sign-in/sso/callback',
  sso: {
    issuer: 'https://login.example.com',
    clientId: 'grapnel',
    role: 'analyst',
    required: false,
    domains: [
      {
        domain: 'example.com',
        provenAt: 1_790_000_000_000,
        record: { name: '_grapnel.example.com', text: 'grapnel-domain=0f1e2d' },
      },
      {
        domain: 'example.org',
        provenAt: null,
        record: { name: '_grapnel.example.org', text: 'grapnel-domain=3c4b5a' },
      },
    ],
  },
};

const DONE: FakeAnswer = { status: 204 };

/** The code of an invitation that is open from the start. */
export const OPEN_CODE = 'open.0123456789abcdef';

/** Members, tokens and the audit log of one invented organisation. */
export class FakeSettings {
  members: MemberSummary[];
  invitations: InvitationSummary[] = [];
  sessions: SessionSummary[];
  sso: SsoAnswer = SAMPLE_SSO;
  tokens: ApiTokenSummary[] = [];
  passkeys: PasskeySummary[];
  hasTwoFactor = false;
  requiresTwoFactor = false;
  /** The code of what keeps the member out, if anything does. */
  heldBy: 'api.two-factor-required' | 'api.no-tenant' | undefined;
  readonly #name: string;

  constructor(email: string, name: string, nowMs: number) {
    this.#name = name;
    const member = (id: string, of: string, role: Role, days: number): MemberSummary => {
      const createdAt = nowMs - days * DAY_MS;
      const isYou = of === email;
      return { id, email: of, role, createdAt, isYou, hasTwoFactor: id === 'm2' };
    };
    this.members = [
      member('m1', email, 'owner', 90),
      member('m2', 'ines.okafor@example.com', 'analyst', 41),
      member('m3', 'a-name-that-is-much-longer-than-others@subsidiary.example.com', 'viewer', 2),
    ];
    const session = (id: string, browser: string, hours: number): SessionSummary => {
      const at = nowMs - hours * HOUR_MS;
      return { id, browser, createdAt: at, usedAt: at, address: '192.0.2.7', isThis: id === 's1' };
    };
    this.sessions = [
      session('s1', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/149.0', 3),
      session('s2', 'Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) Safari/605.1', 71),
    ];
    this.passkeys = [
      { id: 'p1', name: 'Laptop', createdAt: nowMs - 60 * DAY_MS, usedAt: nowMs - 3 * HOUR_MS },
      { id: 'p2', name: 'Security key in the drawer', createdAt: nowMs - DAY_MS, usedAt: null },
    ];
    const made = newToken('gra_', nowMs - 20 * DAY_MS);
    this.tokens = [{ ...made.summary, name: 'nightly report', scopes: ['read'] }];
  }

  /** Answers a call; undefined when it is none of these. */
  answer(call: string, body: string, nowMs: number): FakeAnswer | undefined {
    const [method = '', path = ''] = call.split(' ');
    const [, , what = '', id = '', more = ''] = path.split('/').map(decodeURIComponent);
    const read = <T>() => JSON.parse(body) as T;
    switch (`${method} ${what}`) {
      case 'GET account': {
        const user = { id: 'm1', email: this.members[0]?.email ?? '' };
        return { status: 200, body: { user, hasTwoFactor: this.hasTwoFactor, isBySso: false } };
      }
      case 'GET passkeys':
        return { status: 200, body: { passkeys: this.passkeys } };
      case 'POST passkeys':
        return id === 'begin' ? { status: 200, body: CREATION } : this.#addPasskey(read(), nowMs);
      case 'DELETE passkeys':
        this.passkeys = this.passkeys.filter((one) => one.id !== id);
        return DONE;
      case 'PUT password':
        return DONE;
      case 'POST two-factor':
        return this.#twoFactor(id);
      case 'GET organisation':
        return id === 'sso' ? { status: 200, body: this.sso } : undefined;
      case 'POST organisation':
        return DONE;
      case 'PUT organisation':
        if (id === 'sso') this.sso = withSettings(this.sso, read<SsoRequest>());
        if (id === 'sso') return DONE;
        if (id !== 'two-factor') return undefined;
        this.requiresTwoFactor = read<{ required: boolean }>().required;
        return DONE;
      case 'GET usage':
        return { status: 200, body: sampleUsage(nowMs) };
      case 'GET members':
        return { status: 200, body: { members: this.members } };
      case 'PATCH members': {
        const { role } = read<{ role: Role }>();
        this.members = this.members.map((one) => (one.id === id ? { ...one, role } : one));
        return DONE;
      }
      case 'DELETE members':
        this.members = this.members.filter((one) => one.id !== id);
        return DONE;
      case 'GET invitations':
        return id === ''
          ? { status: 200, body: { invitations: this.invitations } }
          : this.#open(id);
      case 'POST invitations':
        return more === 'accept' ? DONE : { status: 201, body: this.#invite(read(), nowMs) };
      case 'DELETE invitations':
        this.invitations = this.invitations.filter((one) => one.id !== id);
        return DONE;
      case 'GET organisations': {
        const own = { id: `tenant ${this.members[0]?.email}`, name: this.#name, role: 'owner' };
        const other = { id: 'other', name: 'Harbour & Sons', role: 'analyst' };
        return { status: 200, body: { organisations: [own, other] } };
      }
      case 'POST organisations':
        if (this.heldBy === 'api.no-tenant') this.heldBy = undefined;
        return id === '' ? { status: 201, body: { id: 'made', name: '', role: 'owner' } } : DONE;
      case 'GET sessions':
        return { status: 200, body: { sessions: this.sessions } };
      case 'DELETE sessions':
        this.sessions = this.sessions.filter((one) => id !== '' && one.id !== id);
        return DONE;
      case 'GET api-tokens':
        return { status: 200, body: { tokens: this.tokens } };
      case 'POST api-tokens': {
        const old = this.tokens.find((one) => one.id === id);
        return { status: 201, body: this.#token(old ?? read<ApiTokenRequest>(), nowMs) };
      }
      case 'DELETE api-tokens':
        this.tokens = this.tokens.filter((one) => one.id !== id);
        return DONE;
      case 'GET audit':
        return { status: 200, body: { entries: auditOf(this.members, nowMs) } };
      default:
        return undefined;
    }
  }

  #addPasskey({ name }: { readonly name: string }, nowMs: number): FakeAnswer {
    const made = { id: randomBytes(8).toString('hex'), name, createdAt: nowMs, usedAt: null };
    this.passkeys = [...this.passkeys, made];
    return { status: 201, body: made };
  }

  #twoFactor(what: string): FakeAnswer {
    switch (what) {
      case '':
        return { status: 201, body: SECRET };
      case 'backup-codes':
        return { status: 200, body: { backupCodes: SECRET.backupCodes } };
      default:
        this.hasTwoFactor = what === 'confirm';
        if (this.hasTwoFactor && this.heldBy === 'api.two-factor-required') this.heldBy = undefined;
        return DONE;
    }
  }

  #open(code: string): FakeAnswer | undefined {
    if (code !== OPEN_CODE) return undefined;
    const invited = { email: 'newcomer@example.com', organisation: this.#name, role: 'analyst' };
    return { status: 200, body: invited };
  }

  #invite({ email, role }: InviteRequest, nowMs: number): CreatedInvitation {
    const invitation = {
      id: randomBytes(8).toString('hex'),
      email,
      role,
      expiresAt: nowMs + 2 * DAY_MS,
    };
    this.invitations = [invitation, ...this.invitations];
    const code = `${invitation.id}.${randomBytes(16).toString('hex')}`;
    return { invitation, code, link: `https://grapnel.example/invitation?code=${code}` };
  }

  #token(
    { name, scopes }: Pick<ApiTokenRequest, 'name' | 'scopes'> | ApiTokenSummary,
    nowMs: number,
  ) {
    const { token, summary } = newToken('gra_', nowMs);
    const made: ApiTokenSummary = { ...summary, name, scopes };
    this.tokens = [...this.tokens, made];
    return { summary: made, token };
  }
}

function withSettings(before: SsoAnswer, request: SsoRequest): SsoAnswer {
  const { issuer, clientId, role, required } = request;
  const known = before.sso?.domains ?? [];
  const domains = request.domains.map(
    (domain) =>
      known.find((one) => one.domain === domain) ?? {
        domain,
        provenAt: null,
        record: { name: `_grapnel.${domain}`, text: 'grapnel-domain=5d6c7b' },
      },
  );
  return { ...before, sso: { issuer, clientId, role, required, domains } };
}

/** A token as the service makes them. */
export function newToken(prefix: string, at: number): { token: string; summary: TokenSummary } {
  const token = prefix + randomBytes(24).toString('hex');
  const summary: TokenSummary = {
    id: randomBytes(8).toString('hex'),
    prefix: token.slice(0, prefix.length + 4),
    lastFour: token.slice(-4),
    createdAt: at,
    expiresAt: null,
    lastUsedAt: null,
  };
  return { token, summary };
}

function auditOf(members: readonly MemberSummary[], nowMs: number): AuditEntry[] {
  const name = members[0]?.email ?? '';
  const entry = (
    number: number,
    action: string,
    target: string,
    detail: AuditEntry['detail'] = {},
    kind: 'member' | 'token' = 'member',
  ): AuditEntry => ({
    number,
    at: nowMs - (40 - number) * 17 * 60_000,
    actor: { kind, id: 'u1', name: kind === 'member' ? name : 'nightly report' },
    action,
    target,
    detail,
    requestId: randomBytes(8).toString('hex'),
    address: '2001:db8::5b:1',
  });
  return [
    entry(38, 'PATCH /api/members/:id', '/api/members/m2', { before: 'viewer', after: 'analyst' }),
    entry(37, 'GET /api/evidence/:upload/:record', '/api/evidence/12/40'),
    entry(36, 'GET /api/graph', '/api/graph', {}, 'token'),
    entry(35, 'POST /api/sources', '/api/sources', { name: '<b>Servers</b>' }),
  ];
}
