/** Steps that differ by the platform that runs a cluster. */
import type { Place, Step } from '../result/instructions.ts';
import { type Circumstances, prose } from './cause.ts';
import { post, say, type } from './stepBuilders.ts';

const CONSOLES = {
  ech: 'the Elastic Cloud console',
  ece: 'the Cloud UI of Elastic Cloud Enterprise',
} as const;

/** If no platform is known, people have to look further than for their own nodes. */
const ELSEWHERE = prose`
  On Elastic Cloud Hosted and Elastic Cloud Enterprise there is no keystore command: add the key in
  the console of the deployment (Security, Remote connections). On Elastic Cloud on Kubernetes, it
  goes into secureSettings of the Elasticsearch resource.`;

/** Brings the "encoded" value of a key to local nodes, and has them read it. */
export function storeKey(given: Circumstances, on: Place): Step[] {
  const platform = given.platforms?.local;
  if (platform === 'eck') return storeOnKubernetes(given);
  if (platform === 'ech' || platform === 'ece') return [storeInConsole(given, CONSOLES[platform])];
  const steps = [
    type(on, `bin/elasticsearch-keystore add -f cluster.remote.${given.alias}.credentials`),
    post('_nodes/reload_secure_settings'),
  ];
  return platform === undefined ? [...steps, say(ELSEWHERE)] : steps;
}

function storeInConsole({ alias }: Circumstances, console: string): Step {
  return say(prose`
    In ${console}, open the local deployment: Security, Remote connections, Add an API key. The
    remote cluster name is ${alias}, and the key is the "encoded" value. Remove an older key of this
    name first. Before 8.14, restart the deployment then.`);
}

function storeOnKubernetes({ alias }: Circumstances): Step[] {
  const literal = `--from-literal=cluster.remote.${alias}.credentials=<encoded>`;
  return [
    type(
      'local-kubernetes-shell',
      `kubectl create secret generic remote-cluster-key ${literal} --dry-run=client -o yaml | kubectl apply -f -`,
    ),
    type('local-eck-resource', 'spec:', '  secureSettings:', '  - secretName: remote-cluster-key'),
    say(prose`
      The operator brings it to the nodes. If it runs the remote too, let it make the key instead:
      give spec.remoteClusters the name ${alias}, an elasticsearchRef and an apiKey, and no secret.`),
  ];
}

/** Makes the remote nodes listen for connections with API keys. */
export function openServer({ platforms, ...given }: Circumstances, host: string): Step[] {
  const platform = platforms?.remote;
  if (platform === 'eck')
    return [
      type('remote-eck-resource', 'spec:', '  remoteClusterServer:', '    enabled: true'),
      say(
        `Then use the service <cluster>-es-remote-cluster.<namespace>.svc:9443 for ${given.alias}.`,
      ),
    ];
  if (platform === 'ech' || platform === 'ece')
    return [
      say(prose`
        The platform runs the remote cluster server. Copy proxy address (port 9443) and server name
        from ${CONSOLES[platform]}: Security, Remote cluster parameters of the remote deployment.`),
    ];
  return [
    type(
      'each-remote-node-config',
      'remote_cluster_server.enabled: true',
      `remote_cluster.host: ${host}`,
      'remote_cluster.port: 9443',
    ),
  ];
}

const TRUST_SETTINGS = prose`
  With API keys, the setting is xpack.security.remote_cluster_client.ssl.certificate_authorities;
  with certificates, it is xpack.security.transport.ssl.certificate_authorities.`;

/** Has the local nodes trust the CA of the remote. */
export function trustRemote({ platforms, registration }: Circumstances): Step[] {
  const platform = platforms?.local;
  if (platform === 'ech' || platform === 'ece')
    return [
      say(prose`
        In ${CONSOLES[platform]}, open the local deployment: Security, Remote connections. Upload the
        CA of the remote with the trusted environment of this remote.`),
    ];
  const ca = 'Add the CA of the remote to the local nodes.';
  if (platform === 'eck' && registration?.securityModel !== 'api-key')
    return [
      say(`${ca} Put it into a ConfigMap as ca.crt, and name that in the resource:`),
      type(
        'local-eck-resource',
        'spec:',
        '  transport:',
        '    tls:',
        '      certificateAuthorities:',
        '        configMapName: remote-ca',
      ),
    ];
  return [say(`${ca} ${trustSetting(registration?.securityModel)}`)];
}

function trustSetting(model: string | undefined): string {
  const key = 'xpack.security.remote_cluster_client.ssl.certificate_authorities';
  if (model === 'api-key') return `The setting is ${key}.`;
  if (model !== 'certificate') return TRUST_SETTINGS;
  return 'The setting is xpack.security.transport.ssl.certificate_authorities.';
}
