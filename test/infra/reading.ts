/** Looks things up in a compiled template. */
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';
import * as z from 'zod';
import type { Resource, Template } from './packaged.ts';

export function resourcesOf({ Resources }: Template, type: string): [string, Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

export function propertiesOf({ Resources }: Template, id: string): Resource['Properties'] {
  const found = Resources[id];
  if (found === undefined) throw new Error(`Template has no resource ${id}`);
  return found.Properties;
}

const intrinsicSchema = z.union([
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => `{${Ref}}`),
  z
    .strictObject({ 'Fn::Sub': z.string() })
    .transform((sub) => sub['Fn::Sub'].replaceAll('${', '{')),
  z
    .strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
    .transform((get) => `{${get['Fn::GetAtt'].join('.')}}`),
  z.string(),
]);

/**
 * A value as Fn::Sub would write it, without the dollar: `{Table}`, `{Table.Arn}`. Throws where it
 * is something else.
 */
export function textOf(value: unknown): string {
  return intrinsicSchema.parse(value);
}

const oneOrMore = z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]);

const statementSchema = z.strictObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.pipe(z.array(z.string())),
  Resource: oneOrMore.transform((resources) => resources.map(textOf)),
  Condition: z.unknown().optional(),
});
const nothingSchema = z.strictObject({ Ref: z.literal('AWS::NoValue') }).transform(() => undefined);

const roleSchema = z.object({
  Policies: z.array(
    z.object({
      PolicyDocument: z.object({ Statement: z.array(z.union([nothingSchema, statementSchema])) }),
    }),
  ),
});

/**
 * What a role may do, a line for each action and resource: `sns:Publish {AlertTopic}`. What is
 * denied begins with `not`, what has a condition ends with it.
 */
export function rightsOf(template: Template, role: string): string[] {
  const { Policies } = roleSchema.parse(propertiesOf(template, role));
  const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).filter(
    (statement) => statement !== undefined,
  );
  return statements.flatMap(({ Effect, Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map((resource) =>
        [Effect === 'Deny' && 'not', action, resource, JSON.stringify(Condition)]
          .filter(Boolean)
          .join(' '),
      ),
    ),
  );
}

/** All names that something in the template refers to. */
export function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...namesIn(key, inner),
    ...referencesIn(inner),
  ]);
}

function namesIn(key: string, value: unknown): string[] {
  if (key === 'Ref') return [String(value)];
  if (key === 'Fn::GetAtt') return [String([value].flat()[0])];
  if (key === 'DependsOn') return [value].flat().map(String);
  if (key !== 'Fn::Sub') return [];
  const [text, names = {}] = [value].flat();
  return [...String(text).matchAll(/\$\{([^}.]+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !Object.hasOwn(Object(names), name));
}

/** What CloudFormation would refuse, as far as its own rules tell. */
export function refusalsOf(templateFile: string): string[] {
  const engine = new CelEngine();
  try {
    return engine
      .validateStandard(new TemplateFile(templateFile))
      .diagnostics.filter(({ severity }) => ['FATAL', 'ERROR'].includes(severity))
      .map(({ ruleId, message }) => `${ruleId} ${message}`);
  } finally {
    engine.free();
  }
}
