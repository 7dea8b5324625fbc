/** What the functions tell each other. */
import * as z from 'zod';
import { foreignInstantSchema } from '../instant.ts';
import { resultSchema } from '../result/result.ts';

/** To `check`: which remotes of one local cluster. */
export const checkEventSchema = z.strictObject({
  cluster: z.string(),
  /** Cluster aliases; all where it is absent. */
  remotes: z.array(z.string()).min(1).optional(),
  /**
   * Which part of the cluster these are, where it has more remotes than one invocation checks: 0 is
   * the first.
   */
  part: z.int().min(0).default(0),
  /** The time of the sweep: of each remote the result of a run is stored once. */
  run: foreignInstantSchema,
  /** False to look only: neither result nor incident changes. */
  save: z.boolean().default(true),
});

/** To `schedule`: the time it was to run at; whatever else calls it gets the present time. */
export const scheduleEventSchema = z.object({ time: foreignInstantSchema });

export type CheckEvent = z.input<typeof checkEventSchema>;

/** From `check`. */
export const checkAnswerSchema = z.strictObject({
  results: z.array(resultSchema),
  /** Aliases that further invocations check, as they were too many for one. */
  handedOn: z.array(z.string()),
});

export type CheckAnswer = z.infer<typeof checkAnswerSchema>;
