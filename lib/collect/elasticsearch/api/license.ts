/** `GET /_license`: what the cluster may do, and until when. */
import * as z from 'zod';
import type { License } from '../../../result/expiry.ts';
import type { GetRequest } from '../ask.ts';
import { epochMsSchema } from '../values.ts';

const licenseSchema = z
  .object({
    license: z.object({
      uid: z.string(),
      type: z.string(),
      status: z.string(),
      /** A basic license has none. */
      expiry_date_in_millis: epochMsSchema.optional(),
    }),
  })
  .transform(({ license: { uid, type, status, expiry_date_in_millis: expiry } }): License => {
    return { uid, type, status, ...(expiry === undefined ? {} : { expiresAt: expiry }) };
  });

export const licenseRequest: GetRequest<License> = {
  path: '/_license',
  maxBytes: 256 * 1024,
  schema: licenseSchema,
};
