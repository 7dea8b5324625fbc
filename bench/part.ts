/** One part of the benchmark: what `npm run bench -- <name>` runs. */
export interface Part {
  readonly title: string;
  /** What the figures mean, what was aimed at, and why a target is missed where it is. */
  readonly about: string;
  /** Measures, and gives Markdown. */
  run(context: PartContext): Promise<string>;
}

export interface PartContext {
  /** Keeps from run to run what is downloaded and built. */
  readonly cache: string;
  /** For this run alone. */
  readonly directory: string;
  readonly log: (line: string) => void;
}

/** Rounds of what is measured in turns; ROUNDS=2 for a quick look. */
export const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
