import type {
  AnalyzerCheck,
  AnalyzerDetail,
  CheckAnalyzerRequest,
  PastRunLine,
  RunAnalyzerRequest,
  SaveAnalyzerRequest,
  SetAnalyzersRequest,
} from '../../core/contract/analyzers.ts';
import type {
  Session,
  ConfirmSignUpRequest,
  SignInAnswer,
  SignUpAnswer,
  SignInRequest,
  SignUpRequest,
  WaysIn,
} from '../../core/contract/account.ts';
import type {
  Exception,
  ExceptionList,
  ExceptionPreview,
  ExceptionRequest,
  FilterPreview,
  FilterRequest,
  ImportedFilter,
} from '../../core/contract/exceptions.ts';
import type {
  ChangedLenses,
  ChangeLensesRequest,
  LensHistory,
} from '../../core/contract/lens-life.ts';
import type { MappingList, MappingSummary, TriedMapping } from '../../core/contract/mappings.ts';
import type {
  Graph,
  HitExplanation,
  LensDetail,
  LensHits,
  LensList,
  LensScore,
} from '../../core/contract/lenses.ts';
import type {
  IndicatorLists,
  SaveIndicatorsRequest,
  SavedIndicators,
} from '../../core/contract/indicators.ts';
import type {
  ChannelRequest,
  ChannelTest,
  CreatedChannel,
  Notifications,
} from '../../core/contract/notifications.ts';
import type { PasskeyChallenge, SignedCredential } from '../../core/contract/passkeys.ts';
import type { Problem } from '../../core/contract/problem.ts';
import type { RecordOutcome, RecordPage } from '../../core/contract/records.ts';
import type { SsoBegun } from '../../core/contract/sso.ts';
import type { SearchAnswer } from '../../core/contract/search.ts';
import type {
  CheckRuleRequest,
  Coverage,
  ImportRulesRequest,
  RuleCheck,
  RuleDetail,
  RuleImport,
  RuleList,
  RuleState,
  SaveRuleRequest,
  SetRulesRequest,
} from '../../core/contract/rules.ts';
import type {
  SaveValueListRequest,
  ValueListDetail,
  ValueLists,
} from '../../core/contract/value-lists.ts';
import type {
  CreatedSource,
  CreateSourceRequest,
  Source,
  SourceHealth,
  Upload,
} from '../../core/contract/sources.ts';

/** An answer that is no success, or no answer at all; the problem says which. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.title, options);
    this.problem = problem;
  }
}

/** Whether there is no such thing: it was deleted, or is of another organisation. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 404;
}

/** Client errors that a later request may be spared: too slow, in another's way, too often. */
const PASSING = new Set([408, 409, 425, 429]);

/** Whether the same request may have another answer when it is made again. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  const { status } = error.problem;
  return status < 400 || status >= 500 || PASSING.has(status);
}

/** A request without an answer by then has failed: better to say so than to spin. */
const TIMEOUT_MS = 30_000;

/** Thousands of rules take seconds to be read, and to be fetched from elsewhere. */
const IMPORT_TIMEOUT_MS = 180_000;

/** A run on past data goes through all of it, and says how far it is. */
const RUN_TIMEOUT_MS = 3_600_000;

let tellSignedOut = (): void => undefined;

/** Calls back whenever the service says that nobody is signed in. */
export function onSignedOut(listener: () => void): void {
  tellSignedOut = listener;
}

/** The calls of the API that most screens make; those of the settings are in settings-client.ts. */
export const api = {
  session: (signal?: AbortSignal) => get<Session>('/api/session', signal),
  signUp: (body: SignUpRequest) => post<SignUpAnswer>('/api/sign-up', body),
  confirmSignUp: (body: ConfirmSignUpRequest) => post<SignInAnswer>('/api/sign-up/confirm', body),
  signIn: (body: SignInRequest) => post<SignInAnswer>('/api/sign-in', body),
  /** The second step, for who has a second factor. */
  signInCode: (code: string, invitation?: string) =>
    post<SignInAnswer>('/api/sign-in/code', { code, invitation }),
  /** Where the browser is to go to sign in by its organisation's provider. */
  beginSso: (email: string) => post<SsoBegun>('/api/sign-in/sso', { email }),
  beginPasskey: () => post<PasskeyChallenge>('/api/sign-in/passkey/begin'),
  signInByPasskey: (credential: SignedCredential) =>
    post<SignInAnswer>('/api/sign-in/passkey', { credential }),
  waysIn: (signal?: AbortSignal) => get<WaysIn>('/api/ways-in', signal),
  signOut: () => post<undefined>('/api/sign-out'),
  sources: (signal?: AbortSignal) =>
    get<{ sources: readonly Source[] }>('/api/sources', signal).then((answer) => answer.sources),
  createSource: (body: CreateSourceRequest) => post<CreatedSource>('/api/sources', body),
  uploads: (signal?: AbortSignal, before?: number) =>
    get<{ uploads: readonly Upload[] }>(
      before === undefined ? '/api/uploads' : `/api/uploads?before=${before}`,
      signal,
    ).then((answer) => answer.uploads),
  /** @param query what of `GET /api/lenses` is asked for, as a query's text */
  lenses: (query: string, signal?: AbortSignal) =>
    get<LensList>(query === '' ? '/api/lenses' : `/api/lenses?${query}`, signal),
  changeLenses: (body: ChangeLensesRequest) =>
    send('PATCH', '/api/lenses', { body }).then(
      (answer) => answer.json() as Promise<ChangedLenses>,
    ),
  lensHistory: (id: string, signal?: AbortSignal) =>
    get<LensHistory>(`/api/lenses/${encodeURIComponent(id)}/history`, signal),
  commentLens: (id: string, text: string) =>
    post<undefined>(`/api/lenses/${encodeURIComponent(id)}/comments`, { text }),
  lens: (id: string, signal?: AbortSignal) =>
    get<LensDetail>(`/api/lenses/${encodeURIComponent(id)}`, signal),
  lensWithout: (id: string, analyzer: string, signal?: AbortSignal) => {
    const query = new URLSearchParams({ without: `analyzer:${analyzer}` });
    return get<LensScore>(`/api/lenses/${encodeURIComponent(id)}/score?${query}`, signal);
  },
  exceptions: (signal?: AbortSignal) =>
    get<ExceptionList>('/api/exceptions', signal).then((answer) => answer.exceptions),
  previewException: (body: ExceptionRequest, signal?: AbortSignal) =>
    send('POST', '/api/exceptions/preview', { body, signal }).then(
      (answer) => answer.json() as Promise<ExceptionPreview>,
    ),
  previewFilter: (body: FilterRequest) =>
    post<FilterPreview>('/api/exceptions/filters/preview', body),
  importFilter: (body: FilterRequest) => post<ImportedFilter>('/api/exceptions/filters', body),
  addException: (body: ExceptionRequest) => post<Exception>('/api/exceptions', body),
  notifications: (signal?: AbortSignal) => get<Notifications>('/api/notifications', signal),
  addChannel: (body: ChannelRequest) => post<CreatedChannel>('/api/notifications/channels', body),
  testChannel: (id: string) =>
    post<ChannelTest>(`/api/notifications/channels/${encodeURIComponent(id)}/test`, {}),
  removeChannel: (id: string) =>
    send('DELETE', `/api/notifications/channels/${encodeURIComponent(id)}`, {}),
  removeException: (id: string) => send('DELETE', `/api/exceptions/${encodeURIComponent(id)}`, {}),
  records: (
    upload: number,
    query: { after?: number; limit?: number; outcome?: RecordOutcome | undefined },
    signal?: AbortSignal,
  ) => {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) parameters.set(name, String(value));
    }
    return get<RecordPage>(`/api/uploads/${upload}/records?${parameters}`, signal);
  },
  sourceHealth: (id: string, signal?: AbortSignal) =>
    get<SourceHealth>(`/api/sources/${encodeURIComponent(id)}/health`, signal),
  setQuota: (id: string, bytesPerDay: number | null) =>
    send('PUT', `/api/sources/${encodeURIComponent(id)}/quota`, { body: { bytesPerDay } }),
  replay: (id: string) =>
    post<{ uploads: readonly number[] }>(`/api/sources/${encodeURIComponent(id)}/replay`, {}),
  setAwsAccess: (id: string, body: { accessKeyId: string; secretAccessKey: string }) =>
    send('PUT', `/api/sources/${encodeURIComponent(id)}/aws-access`, { body }),
  removeAwsAccess: (id: string) =>
    send('DELETE', `/api/sources/${encodeURIComponent(id)}/aws-access`, {}),
  mappings: (signal?: AbortSignal) =>
    get<MappingList>('/api/mappings', signal).then((answer) => answer.mappings),
  saveMapping: (body: { source: string }) =>
    post<{ mapping: MappingSummary }>('/api/mappings', body),
  tryMapping: (body: { source: string; sample: string }) =>
    post<TriedMapping>('/api/mappings/try', body),
  removeMapping: (name: string) => send('DELETE', `/api/mappings/${encodeURIComponent(name)}`, {}),
  lensHits: (lens: string, analyzer: string, signal?: AbortSignal) => {
    const parameters = new URLSearchParams({ analyzer });
    return get<LensHits>(`/api/lenses/${encodeURIComponent(lens)}/hits?${parameters}`, signal);
  },
  hit: (id: string, signal?: AbortSignal) =>
    get<HitExplanation>(`/api/hits/${encodeURIComponent(id)}`, signal),
  neighbours: (id: string, signal?: AbortSignal) =>
    get<Graph>(`/api/nodes/${encodeURIComponent(id)}`, signal),
  search: (query: SearchQuery, after?: string, signal?: AbortSignal) => {
    const parameters = new URLSearchParams({ q: query.text });
    if (query.type !== '') parameters.set('type', query.type);
    if (after !== undefined) parameters.set('after', after);
    return get<SearchAnswer>(`/api/search?${parameters}`, signal);
  },
  evidence: (upload: number, record: number, signal?: AbortSignal) =>
    send('GET', `/api/evidence/${upload}/${record}`, { signal }).then((answer) => answer.text()),
  coverage: (signal?: AbortSignal) => get<Coverage>('/api/rules/coverage', signal),
  rules: (signal?: AbortSignal) => get<RuleList>('/api/rules', signal),
  rule: (id: string, signal?: AbortSignal) =>
    get<RuleDetail>(`/api/rules/${encodeURIComponent(id)}`, signal),
  checkRule: (body: CheckRuleRequest, signal?: AbortSignal) =>
    send('POST', '/api/rules/check', { body, signal }).then(
      (answer) => answer.json() as Promise<RuleCheck>,
    ),
  saveRule: (id: string, body: SaveRuleRequest) =>
    send('PUT', `/api/rules/${encodeURIComponent(id)}`, { body }),
  deleteRule: (id: string) => send('DELETE', `/api/rules/${encodeURIComponent(id)}`, {}),
  valueLists: (signal?: AbortSignal) => get<ValueLists>('/api/value-lists', signal),
  valueList: (name: string) => get<ValueListDetail>(`/api/value-lists/${encodeURIComponent(name)}`),
  saveValueList: (name: string, body: SaveValueListRequest) =>
    send('PUT', `/api/value-lists/${encodeURIComponent(name)}`, {
      body,
      timeoutMs: IMPORT_TIMEOUT_MS,
    }),
  deleteValueList: (name: string) =>
    send('DELETE', `/api/value-lists/${encodeURIComponent(name)}`, {
      timeoutMs: IMPORT_TIMEOUT_MS,
    }),
  importRules: (body: ImportRulesRequest) =>
    send('POST', '/api/rules/import', { body, timeoutMs: IMPORT_TIMEOUT_MS }).then(
      (answer) => answer.json() as Promise<RuleImport>,
    ),
  importArchive: (pack: string, file: Blob) =>
    send('POST', `/api/rules/import?pack=${encodeURIComponent(pack)}`, {
      file,
      timeoutMs: IMPORT_TIMEOUT_MS,
    }).then((answer) => answer.json() as Promise<RuleImport>),
  analyzer: (id: string, signal?: AbortSignal) => get<AnalyzerDetail>(analyzerUrl(id), signal),
  checkAnalyzer: (body: CheckAnalyzerRequest, signal?: AbortSignal) =>
    send('POST', '/api/analyzers/check', { body, signal }).then(
      (answer) => answer.json() as Promise<AnalyzerCheck>,
    ),
  saveAnalyzer: (id: string, body: SaveAnalyzerRequest) => send('PUT', analyzerUrl(id), { body }),
  deleteAnalyzer: (id: string) => send('DELETE', analyzerUrl(id), {}),
  setAnalyzers: (body: SetAnalyzersRequest) => send('PATCH', '/api/analyzers', { body }),
  /** Runs an analyzer on past data; each line is told as it comes. */
  runAnalyzer: async (
    body: RunAnalyzerRequest,
    signal: AbortSignal,
    onLine: (line: PastRunLine) => void,
  ) => {
    const answer = await send('POST', '/api/analyzers/run', {
      body,
      signal,
      timeoutMs: RUN_TIMEOUT_MS,
    });
    for await (const line of linesOf(answer)) onLine(JSON.parse(line) as PastRunLine);
  },
  indicators: (signal?: AbortSignal) =>
    get<IndicatorLists>('/api/indicators', signal).then((answer) => answer.lists),
  saveIndicators: (id: string, body: SaveIndicatorsRequest) =>
    send('PUT', `/api/indicators/${id}`, { body, timeoutMs: IMPORT_TIMEOUT_MS }).then(
      (answer) => answer.json() as Promise<SavedIndicators>,
    ),
  setIndicators: (id: string, body: { readonly state: RuleState }) =>
    send('PATCH', `/api/indicators/${id}`, { body }),
  deleteIndicators: (id: string) => send('DELETE', `/api/indicators/${id}`, {}),
  setRules: (body: SetRulesRequest) => send('PATCH', '/api/rules', { body }),
  removePack: (name: string) => send('DELETE', `/api/rules/packs/${encodeURIComponent(name)}`, {}),
};

function analyzerUrl(id: string): string {
  return `/api/analyzers/${encodeURIComponent(id)}`;
}

async function* linesOf(answer: Response): AsyncGenerator<string> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done = true, value = '' } = (await reader?.read()) ?? {};
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
    if (done) return;
  }
}

/** Where the ATT&CK coverage is, as a layer of the Navigator. */
export const coverageLayerUrl = '/api/rules/coverage?format=navigator';

/** What is looked for; an empty type is any. */
export interface SearchQuery {
  readonly text: string;
  readonly type: string;
}

/** The address of the live feed. */
export function liveUrl(): string {
  const url = new URL('/api/live', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

interface SendOptions {
  readonly body?: unknown;
  /** A body that goes as it is. */
  readonly file?: Blob;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await send('GET', path, { signal });
  return (await answer.json()) as T;
}

export async function post<T>(path: string, body?: unknown): Promise<T> {
  const answer = await send('POST', path, { body });
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** Sends, and turns every failure but an abort into an `ApiError`. */
export async function send(method: string, path: string, options: SendOptions): Promise<Response> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    signal: options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
  };
  if (options.body !== undefined) {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(options.body);
  } else if (options.file !== undefined) {
    init.headers = { 'content-type': 'application/octet-stream' };
    init.body = options.file;
  }
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(unreachable(timeout.aborted), { cause: error });
  }
  if (answer.status === 401) tellSignedOut();
  if (!answer.ok) throw new ApiError(await problemOf(answer));
  return answer;
}

function unreachable(timedOut: boolean): Problem {
  return {
    code: timedOut ? 'network.timeout' : 'network.unreachable',
    status: 0,
    title: timedOut ? 'The service did not answer in time' : 'The service cannot be reached',
    detail: 'Check the connection, then try again.',
    requestId: '',
  };
}

async function problemOf(answer: Response): Promise<Problem> {
  if (answer.headers.get('content-type')?.startsWith('application/problem+json')) {
    try {
      return (await answer.json()) as Problem;
    } catch {
      // A body cut short says no more than the status does.
    }
  }
  return {
    code: 'http.unexpected',
    status: answer.status,
    title: `The service answered ${answer.status}`,
    requestId: answer.headers.get('x-request-id') ?? '',
  };
}
