/** One part of the benchmark, started by `npm run bench -- <name>`. */
export interface Part {
  readonly title: string;
  /** What the figures mean, the targets, and the reasons for missed targets. */
  readonly about: string;
  /** Measures and returns Markdown. */
  run(context: PartContext): Promise<string>;
}

export interface PartContext {
  /** Directory that keeps downloads and builds between runs. */
  readonly cache: string;
  /** Directory for this run only. */
  readonly directory: string;
  readonly log: (line: string) => void;
}

/** Rounds of alternating measurements. ROUNDS=2 for a quick look. */
export const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
