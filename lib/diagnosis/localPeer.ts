/** Who answers at an address that should be the HTTP port of the local cluster, if another. */
import {
  isReaction,
  type Knock,
  type Product,
  productOf,
  type SecondLook,
  versionIn,
} from '../facts/secondLook.ts';
import { prose } from './cause.ts';
import { again, type ContactInput, type Said } from './nextCommand.ts';
import { say } from './stepBuilders.ts';

export function otherPeer(input: ContactInput): Said | undefined {
  const { look } = input;
  if (look === undefined) return undefined;
  const product = productOf(look.asGiven) ?? productOf(look.otherScheme);
  if (product === 'transport-port' || isSilentTls(look)) return transportPort(input);
  if (isOtherScheme(look)) return otherScheme(input, look);
  if (product === undefined || product === 'elasticsearch') return undefined;
  return otherProduct(input, look.asGiven, product);
}

/** TLS, and no HTTP in it: the transport port, or the remote cluster server port. */
function isSilentTls({ url, asGiven, otherScheme }: SecondLook): boolean {
  const tls = url.startsWith('https:') ? asGiven : otherScheme;
  return tls.chain.length > 0 && tls.reaction.kind !== 'http';
}

/**
 * Only the other scheme gives an answer. A proxy answers plain HTTP on its HTTPS port with 400 and
 * a page.
 */
function isOtherScheme({ url, asGiven, otherScheme }: SecondLook): boolean {
  if (otherScheme.reaction.kind !== 'http') return false;
  if (!isReaction(asGiven)) return true;
  const isPlain = url.startsWith('http:');
  const isRefused = asGiven.reaction.kind !== 'http' || asGiven.reaction.status === 400;
  return isPlain && isRefused && productOf(asGiven) !== 'elasticsearch';
}

function otherScheme(input: ContactInput, { url }: SecondLook): Said {
  const [has, speaks] = url.startsWith('https:') ? ['https', 'http'] : ['http', 'https'];
  const change = (one: string) => one.replace(`${has}://`, `${speaks}://`);
  return {
    title: `${url} speaks ${speaks.toUpperCase()}, but the URL says ${has}://.`,
    steps: [
      ...(speaks === 'http'
        ? [say('Without TLS, credentials and answers can be read by others in the network.')]
        : []),
      say(`Write ${speaks}://:`),
      ...again(input, { urls: change, registry: `urls: [${change(url)}]` }),
    ],
  };
}

function transportPort(input: ContactInput): Said {
  const { url } = input;
  const withPort = (one: string) => one.replace(/:\d+$/, ':9200');
  return {
    title: `${url} is not the HTTP port: it speaks the transport protocol or another one.`,
    steps: [
      say(prose`
        The checker asks the local cluster over HTTP (http.port, 9200 if not set). Nodes use the
        transport port (9300) and the remote cluster server port (9443) between each other.`),
      ...again(input, { urls: withPort, registry: `urls: [${withPort(url)}]` }),
    ],
  };
}

const NAMES = {
  kibana: 'Kibana',
  logstash: 'Logstash',
  opensearch: 'OpenSearch',
  'opensearch-dashboards': 'OpenSearch Dashboards',
  proxy: 'a web page or a redirect',
  unknown: 'an unknown service',
} as const satisfies Partial<Record<Product, string>>;

type Other = keyof typeof NAMES;

const ADVICE: Readonly<Record<Other, string>> = {
  kibana: prose`
    Give the address of Elasticsearch: elasticsearch.hosts in kibana.yml names it, and the port is
    9200 if not set. In Elastic Cloud, copy the Elasticsearch endpoint of the deployment.`,
  logstash: 'Give the address of Elasticsearch: port 9200 if http.port is not set.',
  opensearch: prose`
    OpenSearch is not supported: its remote clusters have other settings, versions and messages. The
    checker works for Elasticsearch only.`,
  'opensearch-dashboards': prose`
    OpenSearch is not supported. The checker works for Elasticsearch only.`,
  proxy: prose`
    Most likely this is a proxy or load balancer. Give the HTTP addresses of the nodes themselves,
    or a path that the proxy passes on without a login page.`,
  unknown: 'Check host and port, or give the HTTP addresses of the nodes themselves.',
};

function otherProduct(
  { url, failed }: ContactInput,
  knock: Knock,
  product: Exclude<Product, 'elasticsearch' | 'transport-port'>,
): Said | undefined {
  const { reaction } = knock;
  // Plain errors of proxies, such as 502, have words of their own.
  if (product === 'unknown' && (failed.httpStatus ?? 200) >= 400)
    return namedInFailure(url, failed);
  const body = reaction.kind === 'http' ? reaction.body : '';
  const status = reaction.kind === 'http' ? ` (HTTP ${reaction.status})` : '';
  if (product === 'proxy' && (failed.httpStatus ?? 200) >= 400) return undefined;
  const version = product === 'opensearch' ? versionOf(body, failed.message) : '';
  return {
    title:
      product === 'proxy'
        ? `${url} is not Elasticsearch: it answers with ${NAMES.proxy}${status}.`
        : `${url} is not Elasticsearch: ${NAMES[product]}${version} answers${status}.`,
    steps: [
      ...(product === 'proxy' || product === 'unknown' ? [say(beginning(reaction))] : []),
      say(ADVICE[product]),
    ],
  };
}

/** The answer to the checker's own request may name what the answer without credentials hides. */
function namedInFailure(url: string, { message }: ContactInput['failed']): Said | undefined {
  if (!/\bopensearch\b/i.test(message)) return undefined;
  return {
    title: `${url} is not Elasticsearch: ${NAMES.opensearch} answers.`,
    steps: [say(ADVICE.opensearch)],
  };
}

function versionOf(body: string, message: string): string {
  const version = versionIn(body) ?? /It begins: opensearch ([\w.-]+)/.exec(message)?.[1];
  return version === undefined ? '' : ` ${version}`;
}

function beginning(reaction: Knock['reaction']): string {
  if (reaction.kind === 'failed') return reaction.message;
  const text = reaction.kind === 'http' ? reaction.body : reaction.text;
  const location = reaction.kind === 'http' ? reaction.headers['location'] : undefined;
  if (location !== undefined) return `It redirects to ${location.slice(0, 200)}.`;
  const line = text.replace(/\s+/g, ' ').trim().slice(0, 120);
  return line === '' ? 'The answer is empty.' : `The answer begins with: ${line}`;
}
