/**
 * The user gave something that cannot be used: an argument, the registry, a secret reference. The
 * message names the remedy.
 */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError' as const;
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
