import { signal } from '@preact/signals';
import type { Session, SignInAnswer } from '../../../core/contract/account.ts';
import { api, ApiError, onSignedOut } from '../api-client.ts';
import { forgetAll } from './resource.ts';

/** What somebody has to do before they see an organisation. */
export type Held = 'two-factor' | 'sso' | 'organisation';

/** Who is signed in: not yet known, nobody, somebody who has to do something first, or somebody. */
export type SessionState =
  | { readonly state: 'unknown' }
  | { readonly state: 'held'; readonly by: Held }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'none' }
  | { readonly state: 'some'; readonly session: Session };

/** The state of the session; the app shows only what it allows. */
export const session = signal<SessionState>({ state: 'unknown' });

const HELD_BY: Readonly<Record<string, Held>> = {
  'api.two-factor-required': 'two-factor',
  'api.sso-required': 'sso',
  'api.no-tenant': 'organisation',
};

/** Asks the service who is signed in. */
export async function loadSession(): Promise<void> {
  try {
    session.value = { state: 'some', session: await api.session() };
  } catch (error) {
    const by = HELD_BY[codeOf(error)];
    if (by !== undefined) session.value = { state: 'held', by };
    else session.value = isSignedOut(error) ? { state: 'none' } : { state: 'failed', error };
  }
}

/** Takes what sign-up or sign-in answered. @returns whether a code is to follow before anything else */
export function enter(answer: SignInAnswer): 'code' | undefined {
  if (!('next' in answer)) {
    forgetAll();
    session.value = { state: 'some', session: answer };
  } else if (answer.next === 'code') {
    return 'code';
  } else {
    forgetAll();
    session.value = { state: 'held', by: answer.next };
  }
  return undefined;
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

/** The session is over at the service already. */
export function forgetSession(): void {
  forgetAll();
  session.value = { state: 'none' };
}

/** Ends the session here when the service says that there is none. Called once. */
export function watchSignOut(): void {
  onSignedOut(() => {
    if (['some', 'held'].includes(session.peek().state)) forgetSession();
  });
}

function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.problem.code : '';
}

function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 401;
}
