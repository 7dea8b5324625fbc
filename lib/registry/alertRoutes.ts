/** Names of local clusters in the routes of alerts. What else routes hold, lib/alert/ reads. */
import * as z from 'zod';
import { namesIn } from './maintenanceWindows.ts';

const routesSchema = z.object({
  routes: z.array(z.object({ clusters: z.array(z.string()).default([]) })),
});

interface Named {
  readonly clusters: readonly { readonly name: string }[];
  readonly alerts?: Readonly<Record<string, unknown>> | undefined;
}

/** A route that names an unknown cluster would get no alert. */
export function checkRoutesHaveClusters(
  { clusters, alerts }: Named,
  report: z.core.$RefinementCtx,
): void {
  const { data } = routesSchema.safeParse(alerts);
  const names = clusters.map(({ name }) => name);
  for (const [index, { clusters: given }] of (data?.routes ?? []).entries())
    for (const [place, name] of given.entries())
      if (!names.includes(name))
        report.addIssue({
          code: 'custom',
          path: ['alerts', 'routes', index, 'clusters', place],
          message: `write one of ${namesIn(names)}`,
        });
}
