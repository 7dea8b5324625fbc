/**
 * In the bundles of the functions this stands for zod, for the sake of `z`: @hono/zod-openapi hands
 * on all that is in it, and with it all of zod, in its fifty languages, would be packaged and
 * loaded. It takes no more of it than is here.
 */
import { ZodType } from '../../node_modules/zod/v4/classic/external.js';

export * from '../../node_modules/zod/v4/classic/external.js';
export const z = { ZodType };
