import * as z from 'zod';
import type { LabNode } from './lab.ts';
import { demand } from './request.ts';

const tasksSchema = z.object({
  nodes: z.record(
    z.string(),
    z.object({ tasks: z.record(z.string(), z.object({ action: z.string() })) }),
  ),
});

/** How many tasks the cluster of this node runs, apart from the ones that list them. */
export async function runningTasks(node: LabNode): Promise<number> {
  const { nodes } = tasksSchema.parse(await demand(node, '/_tasks'));
  const actions = Object.values(nodes).flatMap(({ tasks }) =>
    Object.values(tasks).map(({ action }) => action),
  );
  return actions.filter((action) => !action.startsWith('cluster:monitor/tasks/lists')).length;
}
