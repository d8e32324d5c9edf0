/** What Cloudflare answered instead of what was asked for. */
export class CloudflareError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'CloudflareError';
    this.status = status;
  }
}

interface Envelope<T> {
  readonly success: boolean;
  readonly result: T;
  readonly errors?: readonly { readonly code: number; readonly message: string }[];
  readonly result_info?: { readonly total_pages?: number; readonly cursor?: string };
}

/** Pages of a list that are read at most: an account has fewer of anything that is looked for. */
const MAX_PAGES = 200;

/** Calls Cloudflare's API with a token. Throws a {@link CloudflareError} that names the call. */
export class CloudflareApi {
  readonly #base: string;
  readonly #token: string;

  /** @param base the API's address, without a slash at its end */
  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  async get<T>(path: string): Promise<T> {
    return (await this.#call<T>('GET', path)).result;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return (await this.#call<T>('POST', path, body)).result;
  }

  /** What `path` has; undefined when it is not there. */
  async find<T>(path: string): Promise<T | undefined> {
    try {
      return await this.get<T>(path);
    } catch (error) {
      if (error instanceof CloudflareError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** All pages of a list. */
  async list<T>(path: string): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const separator = path.includes('?') ? '&' : '?';
      const answer = await this.#call<T[]>('GET', `${path}${separator}page=${page}&per_page=50`);
      all.push(...answer.result);
      if (page >= (answer.result_info?.total_pages ?? 1)) return all;
    }
    throw new Error(`${path} has more than ${MAX_PAGES} pages`);
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<Envelope<T>> {
    const response = await fetch(this.#base + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    let envelope: Envelope<T> | undefined;
    try {
      envelope = JSON.parse(text) as Envelope<T>;
    } catch {
      envelope = undefined; // Told below with the status.
    }
    if (response.ok && envelope?.success === true) return envelope;
    const reasons = envelope?.errors?.map(({ code, message }) => `${message} (${code})`) ?? [];
    throw new CloudflareError(
      response.status,
      `${method} ${path}: status ${response.status}${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}`,
    );
  }
}
