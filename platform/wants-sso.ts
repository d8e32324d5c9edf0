/**
 * SQL: whether a tenant is opened to a member only by a session that its single sign-on opened: where
 * that made them a member, or the tenant requires it of who is no owner. Owners keep their password,
 * for when the provider is away. `m` is the member's row, `sso` the tenant's settings, if it has any.
 */
export const WANTS_SSO =
  "(m.came_by_sso = 1 OR (coalesce(sso.required, 0) = 1 AND m.role <> 'owner'))";
