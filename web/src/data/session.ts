import { signal } from '@preact/signals';
import type { Session } from '../../../core/contract/account.ts';
import { api, ApiError, onSignedOut } from '../api-client.ts';
import { forgetAll } from './resource.ts';

/** Who is signed in: not yet known, nobody, or somebody. */
export type SessionState =
  | { readonly state: 'unknown' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'none' }
  | { readonly state: 'some'; readonly session: Session };

/** The state of the session; the app shows only what it allows. */
export const session = signal<SessionState>({ state: 'unknown' });

/** Asks the service who is signed in. */
export async function loadSession(): Promise<void> {
  try {
    session.value = { state: 'some', session: await api.session() };
  } catch (error) {
    session.value = isSignedOut(error) ? { state: 'none' } : { state: 'failed', error };
  }
}

/** Takes the session that sign-up or sign-in answered. */
export function enter(entered: Session): void {
  forgetAll();
  session.value = { state: 'some', session: entered };
}

/** Signs out, here at once and at the service as soon as it answers. */
export async function leave(): Promise<void> {
  try {
    await api.signOut();
  } finally {
    forgetSession();
  }
}

/** Begins anew for the tenant that the session is for now: nothing of the other one stays. */
export async function changeTenant(): Promise<void> {
  forgetAll();
  await loadSession();
}

/** After a member has left: another organisation of theirs, or the way out if there is none. */
export async function leaveTenant(): Promise<void> {
  await changeTenant();
  const { value } = session;
  const isNobody = value.state === 'failed' && codeOf(value.error) === 'api.no-tenant';
  if (isNobody) await leave();
}

/** The session is over at the service already. */
export function forgetSession(): void {
  forgetAll();
  session.value = { state: 'none' };
}

/** Ends the session here when the service says that there is none. Called once. */
export function watchSignOut(): void {
  onSignedOut(() => {
    if (session.peek().state === 'some') forgetSession();
  });
}

function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.problem.code : '';
}

function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 401;
}
