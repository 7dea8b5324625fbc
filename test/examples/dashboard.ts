/** The dashboard of examples/grafana/, as far as tests look into it. */
import * as z from 'zod';

const dashboardSchema = z.looseObject({
  panels: z
    .array(
      z.looseObject({
        id: z.int(),
        title: z.string(),
        targets: z.array(z.looseObject({ expr: z.string() })).min(1),
      }),
    )
    .min(1),
});

/** The queries of all panels. */
export function queriesOf(dashboard: unknown): string[] {
  return dashboardSchema
    .parse(dashboard)
    .panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}
