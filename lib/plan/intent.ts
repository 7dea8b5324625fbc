/** What is to be registered, completed by recommendations. */
import { parseAddress } from '../address.ts';
import { ConfigurationError } from '../errors.ts';
import type { Registration } from '../facts/registration.ts';
import type { Plan } from './planFile.ts';

/** As the user gives it. */
export interface Wish {
  readonly cluster: string;
  readonly alias: string;
  readonly to: string;
  readonly mode?: Plan['mode'];
  readonly model?: Plan['model'];
  readonly serverName?: string;
  readonly skipUnavailable?: boolean;
  readonly indices: readonly string[];
}

export type Intent = Wish & Pick<Plan, 'mode' | 'model' | 'recommendations'>;

/** Default port of transport; a remote cluster server listens elsewhere, 9443 by default. */
const TRANSPORT_PORT = 9300;

/** Throws ConfigurationError for an address or a combination that Elasticsearch would refuse. */
export function intentOf(wish: Wish): Intent {
  const address = parseAddress(wish.to);
  if (address === undefined)
    throw new ConfigurationError(`--to ${wish.to} is no address; write HOST:PORT`);
  if (wish.mode === 'sniff' && wish.serverName !== undefined)
    throw new ConfigurationError('--server-name is for --mode proxy; leave one of them out');
  const model = wish.model ?? (address.port === TRANSPORT_PORT ? 'certificate' : 'api-key');
  const mode = wish.mode ?? (wish.serverName === undefined ? 'sniff' : 'proxy');
  if (model === 'api-key' && wish.indices.length === 0)
    throw new ConfigurationError('Give --indices: the API key gives access to no others');
  const recommendations = [
    ...(wish.model === undefined ? [whyModel(model)] : []),
    ...(wish.mode === undefined ? [whyMode(mode)] : []),
  ];
  return { ...wish, model, mode, recommendations };
}

function whyModel(model: Plan['model']): string {
  return model === 'certificate'
    ? 'model certificate: 9300 is the default port of transport; this model is deprecated from 9.0'
    : 'model api-key: the certificate model is deprecated from 9.0';
}

function whyMode(mode: Plan['mode']): string {
  return mode === 'proxy'
    ? 'mode proxy: a server name is given, which only this mode sends'
    : 'mode sniff: no proxy is named; choose proxy if local nodes cannot reach every remote node';
}

/** The registration as it would be. */
export function registrationOf({ cluster, alias, to, mode, model, ...rest }: Intent): Registration {
  return {
    cluster,
    alias,
    mode,
    seeds: mode === 'sniff' ? [to] : [],
    ...(mode === 'proxy' ? { proxyAddress: to } : {}),
    ...(rest.serverName === undefined ? {} : { serverName: rest.serverName }),
    securityModel: model,
    connectionsPerCluster: 3,
    verificationMode: 'full',
    configuredIn: 'nowhere',
    contradictions: [],
  };
}
