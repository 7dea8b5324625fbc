/** Users of the checker's with the roles of examples/roles/, on a local and a remote cluster. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type LabNode, nodeOf } from './lab.ts';
import { demand, PASSWORD } from './request.ts';

export const CHECKER = 'remote-cluster-checker';

const grantSchema = z.strictObject({
  clusters: z.array(z.string()).optional(),
  names: z.array(z.string()).optional(),
  privileges: z.array(z.string()),
});
const roleSchema = z.strictObject({
  cluster: z.array(z.string()).default([]),
  indices: z.array(grantSchema).default([]),
  remote_indices: z.array(grantSchema).default([]),
  remote_cluster: z.array(grantSchema).default([]),
});
export type Role = z.infer<typeof roleSchema>;
export type Side = 'local' | 'remote';
export type Roles = Readonly<Record<Side, Role>>;

export const NO_ROLE: Role = roleSchema.parse({});

/** As users are told to grant it. */
export function exampleRole(side: Side): Role {
  return roleSchema.parse(
    JSON.parse(
      readFileSync(
        new URL(`../../../examples/roles/${side}-checker.json`, import.meta.url),
        'utf8',
      ),
    ),
  );
}

export async function putRole(node: LabNode, role: Role): Promise<void> {
  await demand(node, `/_security/role/${CHECKER}`, { method: 'PUT', body: role });
}

/** A user with the role of the same name; its password is that of all users here. */
export async function putUser(node: LabNode): Promise<void> {
  await demand(node, `/_security/user/${CHECKER}`, {
    method: 'PUT',
    body: { password: PASSWORD, roles: [CHECKER] },
  });
}

export async function putRoles(local: string, remote: string, roles: Roles): Promise<void> {
  await putRole(nodeOf(local), roles.local);
  await putRole(nodeOf(remote), roles.remote);
}

/** The roles less one privilege, for each privilege in them. */
export function eachMissing({
  local,
  remote,
}: Roles): { readonly missing: string; readonly roles: Roles }[] {
  return [
    ...lessOne(local).map(({ missing, role }) => ({
      missing: `local ${missing}`,
      roles: { local: role, remote },
    })),
    ...lessOne(remote).map(({ missing, role }) => ({
      missing: `remote ${missing}`,
      roles: { local, remote: role },
    })),
  ];
}

function lessOne(role: Role): { missing: string; role: Role }[] {
  const ofCluster = role.cluster.map((gone) => ({
    missing: `cluster ${gone}`,
    role: { ...role, cluster: role.cluster.filter((name) => name !== gone) },
  }));
  const ofGrants = (['indices', 'remote_indices', 'remote_cluster'] as const).flatMap((kind) =>
    role[kind].map((gone) => ({
      missing: `${kind} ${gone.privileges.join()}`,
      role: { ...role, [kind]: role[kind].filter((grant) => grant !== gone) },
    })),
  );
  return [...ofCluster, ...ofGrants];
}
