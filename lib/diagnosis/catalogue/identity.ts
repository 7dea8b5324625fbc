/** A remote that is not who it was. */
import { type CatalogueEntry, DOCUMENTATION, type Places } from './entry.ts';

/**
 * For a shell, within double quotes: `<alias>` is to be filled in, a history expansion must not be
 * read into a name.
 */
function inPath(name: string): string {
  return /^<[a-z]+>$/.test(name)
    ? name
    : encodeURIComponent(name.toWellFormed()).replaceAll('!', '%21');
}

/**
 * `$URL` is the address of the checker's HTTP interface; who knows it puts it in, see
 * `report/ownUrl.ts`.
 */
function accept({ cluster, alias }: Places): string {
  const headers = `-H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json'`;
  return `curl -X POST ${headers} -d '{"reason":"<why it is right>"}' "$URL/clusters/${inPath(cluster)}/remotes/${inPath(alias)}/identity/accept"`;
}

export const IDENTITY = {
  'cluster-replaced': {
    title: 'The remote is another cluster than before',
    severity: 'critical',
    meaning:
      'The uuid of the cluster differs from the one that was first seen under this alias. It was built anew, or its address now leads to a stranger: searches return, and followers copy, the data of whoever answers.',
    verify: ({ alias }) =>
      `GET _cluster/stats?include_remotes=true&filter_path=ccs.clusters.${alias}.cluster_uuid\nand on the remote: GET /`,
    fix: (places) =>
      `If it was planned, accept the new cluster, with the token of the checker's HTTP interface, which ends the incident:\n${accept(places)}\nor pin its uuid in the registry: remotes.${places.alias}.expect.clusterUuid. If not, take the registration away before anybody reads from it:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${places.alias}.*": null } }`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'certificate-issuer-changed': {
    title: 'The certificates of the remote have another issuer',
    severity: 'warning',
    meaning:
      'The certificates at the addresses of the remote come from another CA than those first seen. A rotation does that, and so does a proxy or a stranger in between. Local nodes that do not trust the new CA cannot connect anew.',
    verify: () => 'On the remote: GET _ssl/certificates',
    fix: (places) =>
      `If it is an expected rotation, see that every local node trusts the new CA, then accept it, with the token of the checker's HTTP interface, which ends the incident:\n${accept(places)}\nor pin the issuer in the registry: remotes.${places.alias}.expect.certificateIssuer. If not, find out who answers at the address`,
    documentation: DOCUMENTATION.certificate,
  },
} as const satisfies Record<string, CatalogueEntry>;
