import { createAccessControl } from 'better-auth/plugins/access';
import type { Role } from '../../core/contract/roles.ts';

// What the account library asks about. What a role may do with a route is said by the route.
const control = createAccessControl({
  organization: ['update', 'delete'],
  member: ['create', 'update', 'delete'],
  invitation: ['create', 'cancel'],
});

const nothing = control.newRole({ organization: [], member: [], invitation: [] });
const members = {
  member: ['create', 'update', 'delete'],
  invitation: ['create', 'cancel'],
} as const;

/** The roles as the account library is told of them. */
export const accountRoles = {
  ac: control,
  creatorRole: 'owner' satisfies Role,
  roles: {
    viewer: nothing,
    analyst: nothing,
    admin: control.newRole({ organization: ['update'], ...members }),
    owner: control.newRole({ organization: ['update', 'delete'], ...members }),
  } satisfies Record<Role, unknown>,
};
