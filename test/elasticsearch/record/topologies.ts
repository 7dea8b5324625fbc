/** Local nodes that differ, gateways that may not be, versions that do not fit. */
import { MODES } from '../cases/addresses.ts';
import { nodeOf, stopNodes } from '../clusters/lab.ts';
import { request, until } from '../clusters/request.ts';
import { PLAIN_VERSIONS } from '../clusters/specs.ts';
import type { Stage } from '../stage.ts';
import { LICENSED, plainCluster } from './clusters.ts';
import { registration } from './registration.ts';
import { record } from './step.ts';

const [KEY, NO_KEY, NO_ROLE] = [0, 1, 2];

export async function recordUnevenNodes(stage: Stage): Promise<void> {
  const role = 'u-no-remote-cluster-client-role/';
  const certificate = { alias: 'remote_b', address: stage.address('r95', 'transport') };
  await record({ files: role, local: ['l95uv'], settings: registration('sniff', certificate) });
  await record({ files: `${role}node-with-role-`, local: ['l95uv', KEY] });
  await record({ files: `${role}node-without-role-`, local: ['l95uv', NO_ROLE] });
  await record({ files: `${role}plain-node-without-role-`, local: ['p95x', 1] });
  const key = 'v-key-on-one-node/';
  await record({
    files: key,
    local: ['l95uv'],
    settings: registration('proxy', { alias: 'good_key', address: stage.address('r95', 'remote') }),
  });
  await record({ files: `${key}node-with-key-`, local: ['l95uv', KEY] });
  await record({ files: `${key}node-without-key-`, local: ['l95uv', NO_KEY] });
  await record({ files: `${key}node-without-role-`, local: ['l95uv', NO_ROLE] });
}

function seeds(stage: Stage, ...nodes: readonly number[]): Record<string, unknown> {
  return {
    'cluster.remote.remote_b.mode': 'sniff',
    'cluster.remote.remote_b.seeds': nodes.map((node) =>
      stage.address('r95multi', 'transport', node),
    ),
  };
}

export async function recordGateways(stage: Stage): Promise<void> {
  const toMaster = registration('proxy', {
    alias: 'remote_b',
    address: stage.address('r95multi', 'transport'),
  });
  const toOne = { alias: 'remote_b', address: stage.address('r95', 'transport') };
  const masters = 'r-dedicated-masters/';
  await record({
    files: `${masters}master-seed-with-data-nodes-`,
    local: ['l95'],
    remote: 'r95multi',
    settings: seeds(stage, 0),
  });
  await record({
    files: `${masters}all-seeds-`,
    local: ['l95'],
    settings: seeds(stage, 0, 2, 1, 3),
  });
  await record({ files: `${masters}proxy-to-master-`, local: ['l95'], settings: toMaster });
  const toDead = { alias: 'shared_address', address: stage.address('r95dead', 'remote') };
  await record({
    files: `${masters}other-gateways-dead-skip-unavailable-false-`,
    local: ['l95'],
    settings: {
      ...registration('sniff', toDead),
      'cluster.remote.shared_address.skip_unavailable': false,
    },
  });
  const attribute = 's-node-attribute/';
  await record({
    files: `${attribute}matching-node-`,
    local: ['l95gw'],
    remote: 'r95multi',
    settings: seeds(stage, 0, 2),
  });
  await record({
    files: `${attribute}no-matching-node-`,
    local: ['l95gw'],
    remote: 'r95',
    settings: registration('sniff', toOne),
  });
  await record({
    files: `${attribute}proxy-ignores-attribute-`,
    local: ['l95gw'],
    settings: registration('proxy', toOne),
  });
  await stopNodes('multi-data-gw', 'multi-data', 'multi-ingest');
  await record({
    files: `${masters}only-master-left-`,
    local: ['l95'],
    remote: 'r95multi',
    settings: seeds(stage, 0),
  });
  const unskippable = { ...seeds(stage, 0), 'cluster.remote.remote_b.skip_unavailable': false };
  await record({
    files: `${masters}only-master-left-skip-unavailable-false-`,
    local: ['l95'],
    settings: unskippable,
  });
  await record({ files: `${masters}only-master-left-proxy-`, local: ['l95'], settings: toMaster });
}

export async function recordLicenses(): Promise<void> {
  for (const [name, version, type] of LICENSED) {
    // For a moment after its start a node has none, and answers 404.
    await until(
      `${name} has a license`,
      async () => (await request(nodeOf(name), '/_license')).status === 200,
    );
    await record({ files: `y-licenses/${type}-${version}-`, local: [name] });
  }
}

export async function recordVersions(stage: Stage): Promise<void> {
  for (const version of PLAIN_VERSIONS)
    await record({ files: `y-licenses/no-security-${version}-`, local: [plainCluster(version)] });
  for (const from of PLAIN_VERSIONS) {
    for (const to of PLAIN_VERSIONS.filter((version) => version !== from)) {
      const link = { alias: 'remote_b', address: stage.address(plainCluster(to), 'transport') };
      const files = `t-versions-${from}-to-${to}/`;
      for (const mode of MODES)
        await record({
          files: `${files}${mode}-`,
          local: [plainCluster(from)],
          remote: plainCluster(to),
          settings: registration(mode, link),
        });
    }
  }
}
