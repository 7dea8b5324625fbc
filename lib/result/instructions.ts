/** What a person does to verify or to fix a cause: one step after the other, as data. */
import * as z from 'zod';

/** Where a step is carried out, in words that end before a colon. */
const PLACES = {
  'local-cluster': 'On the local cluster',
  'each-local-node': 'On each local node',
  'remote-cluster': 'On the remote cluster',
  'both-clusters': 'On both clusters',
  'named-cluster': 'On the cluster that the evidence names',
  'local-node-shell': 'In a shell on a local node',
  'each-local-node-shell': 'In a shell on each local node',
  'each-named-node-shell': 'In a shell on each node that the evidence names',
  'checker-shell': 'In a shell where the checker runs',
  'each-remote-node-config': 'In elasticsearch.yml of each remote node, then restart the node',
  'each-local-node-config': 'In elasticsearch.yml of each local node, then restart the node',
  'local-kubernetes-shell': 'In a shell with kubectl, in the namespace of the local cluster',
  'local-eck-resource': 'In the Elasticsearch resource of the local cluster',
  'remote-eck-resource': 'In the Elasticsearch resource of the remote cluster',
  'local-user-settings': 'In the user settings of Elasticsearch of the local deployment',
  'platform-console': 'In the console of the platform that runs the cluster',
} as const;

export type Place = keyof typeof PLACES;

export function placeName(place: Place): string {
  return PLACES[place];
}

const placeSchema = z.enum(Object.keys(PLACES) as [Place, ...Place[]]);

export const stepSchema = z.discriminatedUnion('kind', [
  /** One paragraph without markup. */
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  /** A request to Elasticsearch; what a person has to fill in stands in `<>`. */
  z.strictObject({
    kind: z.literal('request'),
    on: placeSchema,
    method: z.enum(['GET', 'POST', 'PUT']),
    /** As in Elastic's console, with its query: `_remote/info`; `/` for the root. */
    path: z.string(),
    body: z.record(z.string(), z.unknown()).optional(),
  }),
  /** Lines for a shell or for a file. */
  z.strictObject({ kind: z.literal('lines'), on: placeSchema, lines: z.array(z.string()).min(1) }),
]);
export type Step = z.infer<typeof stepSchema>;
export type Typed = Exclude<Step, { kind: 'text' }>;

/** A paragraph, or what a person types at one place. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'typed'; readonly text: string };

export interface BlockOptions {
  /** A request whose body is wider than this has it spread over several lines. */
  readonly width?: number;
  /** Where the reader is, which is not named. */
  readonly place?: Place;
}

/**
 * The steps as paragraphs and blocks to type. A place is named if it differs from the one before.
 * Steps that all run on the local cluster name no place.
 */
export function blocksOf(
  steps: readonly Step[],
  { width = Number.POSITIVE_INFINITY, place: start }: BlockOptions = {},
): Block[] {
  const isLocal = steps.every((step) => step.kind === 'text' || step.on === 'local-cluster');
  let place: Place | undefined = isLocal ? 'local-cluster' : start;
  const blocks = steps.flatMap((step): Block[] => {
    if (step.kind === 'text') return [step];
    const isSame = step.on === place;
    place = step.on;
    const typed: Block = { kind: 'typed', text: typedText(step, width) };
    return isSame ? [typed] : [{ kind: 'text', text: `${PLACES[step.on]}:` }, typed];
  });
  return blocks.reduce<Block[]>(joined, []);
}

/** What a person types without a paragraph in between is one block. */
function joined(blocks: readonly Block[], next: Block): Block[] {
  const last = blocks.at(-1);
  if (last?.kind !== 'typed' || next.kind !== 'typed') return [...blocks, next];
  return [...blocks.slice(0, -1), { kind: 'typed', text: `${last.text}\n${next.text}` }];
}

/** The steps as lines of plain text, for a terminal and for Slack. */
export function textOf(steps: readonly Step[]): string {
  return blocksOf(steps)
    .map(({ text }) => text)
    .join('\n');
}

function typedText(step: Typed, width: number): string {
  if (step.kind === 'lines') return step.lines.join('\n');
  const line = `${step.method} ${step.path}`;
  if (step.body === undefined) return line;
  return `${line}\n${spread(step.body, width, { indent: 0, lead: 0 })}`;
}

/** JSON, with a line for each member of what is too wide for one line. */
function spread(
  value: unknown,
  width: number,
  { indent, lead }: { readonly indent: number; readonly lead: number },
): string {
  const line = spaced(value);
  // The comma that follows has room too.
  if (indent + lead + line.length < width || typeof value !== 'object' || value === null)
    return line;
  const inner = ' '.repeat(indent + 2);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const members = Object.entries(value).map(([key, one]) => {
    const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    return `${inner}${name}${spread(one, width, { indent: indent + 2, lead: name.length })}`;
  });
  return `${open}\n${members.join(',\n')}\n${' '.repeat(indent)}${close}`;
}

/** JSON in one line, as Elastic's documentation writes it: `{ "a": [ 1 ] }`. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[ ${value.map(spaced).join(', ')} ]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}: ${spaced(one)}`,
  );
  return `{ ${members.join(', ')} }`;
}
