import { type AskedNode, remoteSettings, settingsOf } from '../clusterState.ts';
import { type JsonObject, nested, type RestAnswer } from '../json.ts';
import { isFlag } from '../query.ts';

/**
 * `GET /_cluster/settings`. With include_defaults, the defaults contain the settings of the
 * answering node.
 */
export function answerSettings({ cluster, node, query }: AskedNode): RestAnswer {
  const registered = [...cluster.remotes.values()]
    .filter(({ configuredOn }) => configuredOn === undefined)
    .map(remoteSettings);
  const persistent: JsonObject = Object.assign({}, ...registered, cluster.settings);
  const shape = isFlag(query, 'flat_settings') ? (settings: JsonObject) => settings : nested;
  const defaults = isFlag(query, 'include_defaults') && {
    defaults: shape(settingsOf(cluster, node)),
  };
  return { status: 200, body: { persistent: shape(persistent), transient: {}, ...defaults } };
}
