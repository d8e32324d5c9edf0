import type { ConfirmSignUpRequest, SignUpRequest } from '../../core/contract/account.ts';

/** What who confirms otherwise is told. */
export const NOT_CONFIRMED = 'That is not the password.';

/** The sign-up that a request confirms, if it does: whatever the link, by the password that was chosen. */
export function confirmed(
  pending: SignUpRequest | undefined,
  body: string,
): SignUpRequest | undefined {
  const { password } = JSON.parse(body) as ConfirmSignUpRequest;
  return pending?.password === password ? pending : undefined;
}
