/** Of the results' shape, which stands on each report; apart from the schema, which takes long to build. */
export const SCHEMA_VERSION = 1;
