/** The tokens of the HTTP interface: references that the user gave, or generated ones. */
import { randomBytes } from 'node:crypto';
import { chmod, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { ConfigurationError, messageOf } from '../errors.ts';
import { readRegularFile } from '../registry/regularFile.ts';
import {
  isSecretReference,
  resolveSecret,
  Secret,
  type SecretReference,
  type SecretResolvers,
} from '../registry/secret.ts';

export interface TokenOptions {
  /** Where generated tokens are stored. */
  readonly file: string;
  /** References to the tokens, as `env:NAME` or `file:path`. */
  readonly token?: string | undefined;
  readonly actionToken?: string | undefined;
  readonly secrets: SecretResolvers;
}

export interface Tokens {
  /** To read. */
  readonly token: () => Promise<Secret>;
  /** To act, and to read. */
  readonly actionToken: () => Promise<Secret>;
  /** What was generated now, to be shown once. */
  readonly generated: Readonly<Record<string, string>>;
  /** Why generated tokens could not be stored: the next start generates others. */
  readonly problem: Error | undefined;
}

/** Throws ConfigurationError if a reference cannot be read, or the file is damaged. */
export async function openTokens({ file, secrets, ...given }: TokenOptions): Promise<Tokens> {
  const stored = storedIn(file);
  const fresh: Record<string, string> = {};
  const pick = async (name: 'token' | 'actionToken', option: string) => {
    const reference = given[name];
    if (reference !== undefined) return referenced(reference, option, secrets);
    const value = stored[name] ?? randomBytes(24).toString('base64url');
    if (stored[name] === undefined) fresh[name] = value;
    const secret = new Secret(value);
    return async () => secret;
  };
  const token = await pick('token', '--token');
  const actionToken = await pick('actionToken', '--action-token');
  const isNew = Object.keys(fresh).length > 0;
  const problem = isNew ? await store(file, { ...stored, ...fresh }) : undefined;
  return { token, actionToken, generated: fresh, problem };
}

/** Read at each request, as files of secrets are rotated. */
async function referenced(
  reference: string,
  option: string,
  secrets: SecretResolvers,
): Promise<() => Promise<Secret>> {
  if (!isSecretReference(reference))
    throw new ConfigurationError(
      `${option} takes a reference to the token, not the token itself: write env:NAME or file:path`,
    );
  const read = () => resolveSecret(reference as SecretReference, secrets);
  await read();
  return read;
}

const storedSchema = z.object({
  token: z.string().min(1).optional(),
  actionToken: z.string().min(1).optional(),
});
type Stored = z.infer<typeof storedSchema>;

const MAX_BYTES = 4096;

function storedIn(file: string): Stored {
  const answer = readRegularFile(file, MAX_BYTES);
  if ('problem' in answer) {
    if (answer.code === 'ENOENT') return {};
    throw new ConfigurationError(`Tokens in ${file} cannot be read: ${answer.problem}`);
  }
  try {
    return storedSchema.parse(JSON.parse(answer.bytes.toString('utf8')));
  } catch {
    throw new ConfigurationError(
      `Tokens in ${file} cannot be read: the file is damaged; delete it to have new tokens generated`,
    );
  }
}

/** Whole or not at all, and never readable for others. */
async function store(file: string, tokens: Stored): Promise<Error | undefined> {
  const unfinished = `${file}.unfinished`;
  try {
    await writeFile(unfinished, `${JSON.stringify(tokens)}\n`, { mode: 0o600 });
    await chmod(unfinished, 0o600);
    await rename(unfinished, file);
    return undefined;
  } catch (thrown) {
    return new Error(
      `Generated tokens cannot be stored in ${file}: ${messageOf(thrown)}; make room and its directory writable, or pass --token and --action-token`,
    );
  }
}
