/** Everything that has to be right before a remote is registered. */
import {
  aliasItem,
  gatewayItem,
  licenseItem,
  type PlanFacts,
  roleItem,
  serverItem,
  versionItems,
} from './clusterItems.ts';
import type { Intent } from './intent.ts';
import { failed, notVerifiable, passed } from './item.ts';
import { networkItems } from './networkItems.ts';
import type { Item } from './planFile.ts';

export function checklist(facts: PlanFacts, intent: Intent): Item[] {
  const { local, remote, network } = facts;
  const entrance = network.find(({ roles }) => roles.includes('seed') || roles.includes('proxy'));
  const isKey = intent.model === 'api-key';
  return [
    aliasItem(local, intent.alias),
    roleItem(local),
    ...networkItems(entrance, intent.model),
    ...versionItems(facts),
    ...(isKey
      ? [
          licenseItem('local', local.license),
          licenseItem('remote', remote?.license),
          serverItem(facts),
        ]
      : [CLIENT_USAGE]),
    ...(intent.mode === 'sniff' ? [gatewayItem(facts)] : []),
    skipItem(intent),
  ];
}

const CLIENT_USAGE = notVerifiable(
  'client-key-usage',
  'no API of Elasticsearch shows what the certificates of the local nodes may be used for',
  'openssl x509 -in CERTIFICATE -noout -ext extendedKeyUsage on every local node: clientAuth',
);

function skipItem({ skipUnavailable }: Intent): Item {
  return skipUnavailable === undefined
    ? failed(
        'skip-unavailable',
        'not chosen; the default is true from 8.15 and false before',
        'give --skip-unavailable true (searches go on without the remote) or false (they fail)',
      )
    : passed('skip-unavailable', `chosen: ${skipUnavailable}`);
}
