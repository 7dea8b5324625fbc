/** `GET /_cluster/settings`: what is registered for the whole cluster; remotes from elasticsearch.yml are not in it. */
import * as z from 'zod';
import type { GetRequest } from './answer.ts';
import { type FlatSettings, flatSettingsSchema } from './flatSettings.ts';

const KEPT = 'cluster.remote.';

const clusterSettingsSchema = z
  .object({ persistent: flatSettingsSchema.optional(), transient: flatSettingsSchema.optional() })
  .transform(({ persistent, transient }): FlatSettings => {
    // A transient setting overrides the persistent one of the same name.
    const effective = Object.entries({ ...persistent, ...transient });
    return Object.fromEntries(effective.filter(([key]) => key.startsWith(KEPT)));
  });

export const clusterSettingsRequest: GetRequest<FlatSettings> = {
  path: '/_cluster/settings',
  querystring: { flat_settings: 'true', filter_path: 'persistent.cluster*,transient.cluster*' },
  schema: clusterSettingsSchema,
};
