import { struck } from './strike.ts';

type Method = (...args: unknown[]) => unknown;

/** The bindings, each of whose calls may fail. */
export function faultyEnv(env: Env): Env {
  const bindings: Partial<Record<keyof Env, unknown>> = {
    DB: faultyDatabase(env.DB),
    UPLOADS: faulty(env.UPLOADS, 'r2'),
    UPLOAD_QUEUE: faulty(env.UPLOAD_QUEUE, 'queue'),
  };
  return new Proxy(env, {
    get: (target, name) => bindings[name as keyof Env] ?? target[name as keyof Env],
  });
}

/** An object with methods that answer later, each of which may fail. */
function faulty<T extends object>(target: T, name: string): T {
  return new Proxy(target, {
    get(_, key) {
      const value = Reflect.get(target, key) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) =>
        struck(`${name} ${String(key)}`, () => (value as Method).apply(target, args));
    },
  });
}

/** Statements are made at once, and fail when they are run; a batch takes those that are not wrapped. */
function faultyDatabase(db: D1Database): D1Database {
  const natives = new WeakMap<object, D1PreparedStatement>();
  const RUNS: ReadonlySet<string> = new Set(['run', 'first', 'all', 'raw']);
  const wrapped = (statement: D1PreparedStatement): D1PreparedStatement => {
    const proxy = new Proxy(statement, {
      get(_, key) {
        const value = Reflect.get(statement, key) as unknown;
        if (typeof value !== 'function') return value;
        const method = value as Method;
        if (key === 'bind') {
          return (...args: unknown[]) =>
            wrapped(method.apply(statement, args) as D1PreparedStatement);
        }
        return RUNS.has(String(key))
          ? (...args: unknown[]) => struck(`d1 ${String(key)}`, () => method.apply(statement, args))
          : method.bind(statement);
      },
    });
    natives.set(proxy, statement);
    return proxy;
  };
  return new Proxy(db, {
    get(_, key) {
      const value = Reflect.get(db, key) as unknown;
      if (key === 'prepare') return (sql: string) => wrapped(db.prepare(sql));
      if (key === 'batch') {
        return (statements: D1PreparedStatement[]) =>
          struck('d1 batch', () => db.batch(statements.map((each) => natives.get(each) ?? each)));
      }
      return typeof value === 'function' ? (value as Method).bind(db) : value;
    },
  });
}
