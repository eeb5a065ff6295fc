import type { FrameworkName } from '../compliance/index.ts';
import type { FailOn, Report } from '../engine/report.ts';
import type { Source } from './asff.ts';
import type { GroupBy } from './order.ts';

/** The options for printing a diagnosis; each format uses what it needs. */
export interface RenderOptions {
  /** True if warnings count as failures. */
  readonly strict: boolean;
  /** The findings that fail, where the user has said so. */
  readonly failOn?: FailOn;
  /** The version of session-manager. */
  readonly version: string;
  /** Columns of a line. */
  readonly width: number;
  /** By what text and Markdown are ordered; absent: by target, unless there is much to tell. */
  readonly groupBy?: GroupBy | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** True if it is printed on a terminal. */
  readonly isTerminal: boolean;
  /** Milliseconds since the epoch, for a report that does not say when it was made. */
  readonly now: number;
}

/** Gives the whole text, or its lines where these may be more than fit one. */
type Renderer = (report: Report, options: RenderOptions) => string | Iterable<string>;

/** The formats of a diagnosis, by the values of `--format`; each is loaded when it is asked for. */
export const FORMATS = {
  async text() {
    const [{ orderedText }, { paintFor }] = await Promise.all([import('./ordered.ts'), import('./paint.ts')]);
    return (report, { environment, isTerminal, width, groupBy }) =>
      orderedText(report, paintFor(environment, isTerminal), width, groupBy);
  },
  async markdown() {
    const { orderedMarkdown } = await import('./ordered-markdown.ts');
    return (report, { groupBy }) => orderedMarkdown(report, groupBy);
  },
  async sarif() {
    const { diagnosisSarif } = await import('./sarif.ts');
    return (report, { version }) => diagnosisSarif(report, version);
  },
  async junit() {
    return (await import('./junit.ts')).diagnosisJunit;
  },
  async html() {
    const [{ diagnosisHtml }, { pageAssets }, { CATALOGUE: catalogue }] = await Promise.all([
      import('./html/diagnosis.ts'),
      import('./html/assets.ts'),
      import('../checks/catalogue.ts'),
    ]);
    const assets = await pageAssets();
    return (report, { version }) => diagnosisHtml(report, catalogue, version, assets);
  },
  async asff() {
    const { diagnosisAsff } = await import('./asff.ts');
    return (report, options) => diagnosisAsff(report, sourceOf(report, options));
  },
  async ocsf() {
    const { diagnosisOcsf } = await import('./ocsf.ts');
    return (report, options) => diagnosisOcsf(report, sourceOf(report, options));
  },
  async csv() {
    return (await import('./findings-csv.ts')).diagnosisCsv;
  },
} satisfies Readonly<Record<string, () => Promise<Renderer>>>;

/** Tells which version has looked, and when. */
const sourceOf = ({ run }: Report, { version, now }: RenderOptions): Source => ({
  version: run?.version ?? version,
  time: run?.time ?? new Date(now).toISOString(),
});

export type Format = keyof typeof FORMATS;

/** How a diagnosis is shown: the flags for that, as they were given. */
export interface Shown {
  readonly format: Format;
  readonly strict: boolean;
  readonly compliance?: FrameworkName | undefined;
  readonly 'group-by'?: GroupBy | undefined;
}

/** The formats that can group a diagnosis by the controls of a framework. */
export const BY_CONTROL: Readonly<Partial<Record<Format, () => Promise<Renderer>>>> = {
  async text() {
    const [{ complianceText }, { paintFor }] = await Promise.all([import('./compliance.ts'), import('./paint.ts')]);
    return (report, { environment, isTerminal, width }) =>
      complianceText(report, paintFor(environment, isTerminal), width);
  },
  async markdown() {
    return (await import('./compliance.ts')).complianceMarkdown;
  },
  html: () => FORMATS.html(),
};

/** Loads what prints a report of setup, plan or delete as a page. */
export async function reportPage(): Promise<(report: Report, version: string) => string> {
  const [{ reportHtml }, { pageAssets }] = await Promise.all([import('./html/report.ts'), import('./html/assets.ts')]);
  const assets = await pageAssets();
  return (report, version) => reportHtml(report, version, assets);
}
