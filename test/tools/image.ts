/** A Containerfile without a container engine: assembles the files of its stages in directories. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';

export interface Image {
  /** The directory with the files of the last stage, and of its base what Node needs. */
  readonly root: string;
  /** `1000:1000`. */
  readonly user: string;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

/** Stages may use WORKDIR, COPY and RUN; the last one COPY, and no RUN. Throws for the others. */
export function assemble(
  file: string,
  { context, directory }: { readonly context: string; readonly directory: string },
): Image {
  const stages = stagesIn(readFileSync(file, 'utf8'));
  const roots = new Map<string, string>();
  for (const [index, { name, instructions }] of stages.entries()) {
    const root = join(directory, name);
    roots.set(name, root);
    const isLast = index === stages.length - 1;
    follow(instructions, { root, context, roots, runs: !isLast });
  }
  const last = stages.at(-1);
  if (last === undefined) throw new Error(`No stage in ${file}`);
  const root = join(directory, last.name);
  addNode(root);
  const text = (keyword: string) => rawOf(last.instructions, keyword);
  return {
    root,
    user: text('USER'),
    command: [...JSON.parse(text('ENTRYPOINT')), ...JSON.parse(text('CMD'))],
    healthcheck: JSON.parse(text('HEALTHCHECK').replace(/^[\s\S]*?CMD\s+/, '')),
  };
}

interface Stage {
  readonly name: string;
  readonly instructions: Instruction[];
}

function stagesIn(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const [, , name = 'last'] = wordsOf(instruction);
      stages.push({ name, instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

interface Place {
  readonly root: string;
  readonly context: string;
  readonly roots: ReadonlyMap<string, string>;
  readonly runs: boolean;
}

const WITHOUT_FILES = [
  'LABEL',
  'ENV',
  'USER',
  'VOLUME',
  'EXPOSE',
  'HEALTHCHECK',
  'ENTRYPOINT',
  'CMD',
];

function follow(instructions: readonly Instruction[], place: Place): void {
  let workdir = '/';
  for (const instruction of instructions) {
    const keyword = instruction.getKeyword();
    if (keyword === 'WORKDIR') {
      workdir = resolve(workdir, wordsOf(instruction)[0] ?? '');
      mkdirSync(join(place.root, workdir), { recursive: true });
    } else if (keyword === 'COPY') copy(instruction as Copy, workdir, place);
    else if (keyword === 'RUN' && place.runs)
      execFileSync('sh', ['-ec', instruction.getRawArgumentsContent() ?? ''], {
        cwd: join(place.root, workdir),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    else if (!WITHOUT_FILES.includes(keyword)) throw new Error(`Cannot follow ${keyword}`);
  }
}

function copy(instruction: Copy, workdir: string, { root, context, roots }: Place): void {
  const flag = (name: string) =>
    instruction
      .getFlags()
      .find((each) => each.getName() === name)
      ?.getValue() ?? undefined;
  const paths = wordsOf(instruction);
  const target = paths.at(-1) ?? '';
  const stage = flag('from');
  const from = stage === undefined ? context : (roots.get(stage) ?? '');
  const owner = flag('chown');
  for (const path of paths.slice(0, -1)) {
    const folder = join(root, resolve(workdir, target));
    const to = target.endsWith('/') ? join(folder, basename(path)) : folder;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(from, path), to, { recursive: true, verbatimSymlinks: true });
    if (owner !== undefined) execFileSync('chown', ['-R', owner, to]);
  }
}

/** What the base image is for: Node, and the libraries that it is linked with. */
function addNode(root: string): void {
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
  const files = [...libraries.matchAll(/(\/\S+) \(0x/g)].map(([, file = '']) => file);
  for (const file of files) copyExecutable(file, join(root, file));
  copyExecutable(process.execPath, join(root, 'usr/local/bin/node'));
  for (const folder of ['proc', 'dev', 'etc', 'config', 'data', 'tmp'])
    mkdirSync(join(root, folder), { recursive: true });
}

function copyExecutable(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

function wordsOf(instruction: Instruction): string[] {
  return (instruction.getRawArgumentsContent() ?? '').split(/\s+/).filter((word) => word !== '');
}

function rawOf(instructions: readonly Instruction[], keyword: string): string {
  const found = instructions.findLast((instruction) => instruction.getKeyword() === keyword);
  const text = found?.getRawArgumentsContent();
  if (text === undefined || text === null) throw new Error(`No ${keyword} in the last stage`);
  return text;
}
