import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import * as z from 'zod';

/**
 * Lets in someone who has shown otherwise than to the account library who they are, in its own
 * sessions and cookies. Its routes are not mounted: only this service calls it, having checked.
 */
export const provenElsewhere = {
  id: 'proven-elsewhere',
  endpoints: {
    /** Opens a session of a user: one that works for one tenant alone, or that a passkey opened. */
    openSession: createAuthEndpoint(
      {
        method: 'POST',
        body: z.object({
          userId: z.string(),
          onlyTenantId: z.string().optional(),
          passkeyId: z.string().optional(),
        }),
        metadata: { SERVER_ONLY: true },
      },
      async (ctx) => {
        const { userId, onlyTenantId, passkeyId } = ctx.body;
        const { internalAdapter } = ctx.context;
        const user = await internalAdapter.findUserById(userId);
        if (user === null) throw ctx.error('NOT_FOUND');
        const session = await internalAdapter.createSession(userId, false, {
          onlyTenantId,
          passkeyId,
          activeOrganizationId: onlyTenantId,
        });
        await setSessionCookie(ctx, { session, user }, false);
        return { id: session.id };
      },
    ),
    /** Makes an account whose address its owner has confirmed, with a password, and opens a session. */
    openConfirmed: createAuthEndpoint(
      {
        method: 'POST',
        body: z.object({ email: z.string(), passwordHash: z.string() }),
        metadata: { SERVER_ONLY: true },
      },
      async (ctx) => {
        const { passwordHash } = ctx.body;
        const email = ctx.body.email.toLowerCase();
        const { internalAdapter } = ctx.context;
        const user = await internalAdapter.createUser(
          { email, name: email, emailVerified: true },
          { method: 'email-password' },
        );
        await internalAdapter.linkAccount({
          userId: user.id,
          providerId: 'credential',
          accountId: user.id,
          password: passwordHash,
        });
        const session = await internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session, user }, false);
        return { id: user.id };
      },
    ),
    /** Makes an account whose address somebody else has verified, without a password. */
    makeVerifiedUser: createAuthEndpoint(
      {
        method: 'POST',
        body: z.object({ email: z.string() }),
        metadata: { SERVER_ONLY: true },
      },
      async (ctx) => {
        const { email } = ctx.body;
        const user = await ctx.context.internalAdapter.createUser(
          { email, name: email, emailVerified: true },
          { method: 'sso-oidc' },
        );
        return { id: user.id };
      },
    ),
  },
} satisfies BetterAuthPlugin;
