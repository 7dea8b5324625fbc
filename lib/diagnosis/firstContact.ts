/**
 * Why a local cluster could not be asked anything, in words for whoever tries it for the first time,
 * with the next command.
 */
import { productOf } from '../facts/secondLook.ts';
import type { Step } from '../result/instructions.ts';
import { prose } from './cause.ts';
import { badCertificate } from './localCertificate.ts';
import { otherPeer } from './localPeer.ts';
import { again, type Contact, type ContactInput, type Said } from './nextCommand.ts';
import { get, say } from './stepBuilders.ts';

export function contactOf(input: ContactInput): Contact {
  const rules = [
    serverless,
    otherPeer,
    badCertificate,
    refusedCredentials,
    lacksPrivileges,
    silent,
  ];
  const said = rules.map((rule) => rule(input)).find((one) => one !== undefined);
  return { cluster: input.cluster, ...(said ?? asJudged(input)) };
}

function serverless({ failed, url }: ContactInput): Said | undefined {
  const texts = [failed.message, ...failed.reasons.map(({ reason }) => reason)];
  if (!texts.some((text) => /not available when running in serverless mode/.test(text)))
    return undefined;
  return {
    title: `${url} is an Elastic Cloud Serverless project, which is not supported.`,
    steps: [
      say(prose`
        A serverless project has no remote clusters and no API for them. Check a cluster that is
        self-managed, or a deployment of Elastic Cloud Hosted.`),
    ],
  };
}

const CREDENTIAL_OPTIONS = ['--user', '--password-file', '--api-key-file'];

function refusedCredentials(input: ContactInput): Said | undefined {
  const { failed, credentials, url } = input;
  if (failed.httpStatus !== 401) return undefined;
  if (credentials === 'none')
    return { title: `${url} asks for credentials, and none are given.`, steps: howToLogIn(input) };
  const kinds = {
    apiKey: 'API key',
    basic: 'user and password',
    bearer: 'bearer token',
  } as const;
  return {
    title: `${whoAt(input)} does not accept the ${kinds[credentials]}.`,
    steps: [
      say(`It answers: ${failed.reasons.at(0)?.reason ?? failed.message}`),
      say(ADVICE[credentials]),
      ...howToLogIn(input),
    ],
  };
}

/** A proxy in front of Elasticsearch may ask for credentials of its own. */
function whoAt({ look, url }: ContactInput): string {
  const isOther = look !== undefined && productOf(look.asGiven) !== 'elasticsearch';
  return isOther ? url : `Elasticsearch at ${url}`;
}

const ADVICE = {
  apiKey: prose`
    The key is wrong, expired or invalidated, or it is a cross-cluster API key, which no request
    over HTTP may use. Use the "encoded" value of the answer that created the key.`,
  basic: 'The name or the password is wrong, or the user is disabled.',
  bearer: 'The token is wrong or expired.',
} as const;

function howToLogIn(input: ContactInput): Step[] {
  const step = again(input, {
    options: ['--user', 'elastic'],
    without: CREDENTIAL_OPTIONS,
    registry: 'auth: { basic: { username: elastic, password: env:ELASTICSEARCH_PASSWORD } }',
  });
  if (input.origin.kind === 'registry') return step;
  return [
    say('With a user. The command asks for the password, or takes ELASTICSEARCH_PASSWORD:'),
    ...step,
    say('With an API key in a file, or in the environment variable ELASTICSEARCH_API_KEY:'),
    ...again(input, {
      options: ['--api-key-file', 'api-key.txt'],
      without: CREDENTIAL_OPTIONS,
      registry: '',
    }),
  ];
}

/** 403 with a reason is Elasticsearch's; without one a proxy's. */
function lacksPrivileges({ failed, url }: ContactInput): Said | undefined {
  if (failed.httpStatus !== 403 || failed.reasons.length === 0) return undefined;
  return {
    title: `Elasticsearch at ${url} accepts the credentials, but they lack privileges.`,
    steps: [
      say(`It answers: ${failed.reasons[0]?.reason ?? failed.message}`),
      say('The checker needs at least the cluster privilege "monitor". With its credentials:'),
      get('_security/user/_privileges'),
    ],
  };
}

const SILENCE: readonly (readonly [RegExp, string])[] = [
  [
    /Connection refused|ECONNREFUSED/,
    'Nothing listens on this port, or a firewall refuses the connection. Check host and port: Elasticsearch uses port 9200 for HTTP. See http.port and http.publish_address in the answer to GET _nodes/http.',
  ],
  [
    /Unknown host|ENOTFOUND|Name lookup failed/,
    'This machine cannot resolve the host name. Check it for typing errors, and the name servers of this machine.',
  ],
  [
    /timed out|ETIMEDOUT|No answer|No route/i,
    'The connection gets no answer: a firewall drops it, the host is down, or the node hangs. Check host and port, and try from a machine beside the cluster.',
  ],
];

function silent({ failed, url }: ContactInput): Said | undefined {
  if (failed.httpStatus !== undefined) return undefined;
  const [, advice] = SILENCE.find(([words]) => words.test(failed.message)) ?? [];
  if (advice === undefined) return undefined;
  return { title: `${url} does not answer.`, steps: [say(failed.message), say(advice)] };
}

/** In the words of the catalogue. */
function asJudged({ cause }: ContactInput): Said {
  return { title: `${cause.title}.`, steps: [say(cause.evidence), ...cause.fix] };
}
