/** What the scripts of the page share: each is a plain file, and all stand in one page. */

/** Scripts that compute are tried in node, where each is a module. */
declare const module: { exports: unknown } | undefined;
declare function require(name: string): any;
declare const ReportMath: typeof import('../../templates/assets/chart-math.js');
declare const SiteCharts: typeof import('../../templates/assets/site-charts.js');
declare const SiteCompare: typeof import('../../templates/assets/site-compare.js');
declare const SiteGoesOn: typeof import('../../templates/assets/site-goes-on.js');
declare const SiteQuery: typeof import('../../templates/assets/site-query.js');
/** What folds are packed after, as the program wrote it. */
declare const TypicalFolds: string[];
declare const SiteStore: typeof import('../../templates/assets/site-store.js');
type SiteColumn = import('../../templates/assets/site-store.js').SiteColumn;
type SiteStoreData = import('../../templates/assets/site-store.js').SiteStoreData;
type RunCurves = import('../../templates/assets/site-charts.js').RunCurves;

interface Window {
  Plotly?: PlotlyLibrary;
}

interface ParentNode {
  /** What a template is sure to write: without it the page, not the script, is at fault. */
  querySelector(selectors: string): any;
}

interface Uint8ArrayConstructor {
  /** Not in all browsers. */
  fromBase64?: (text: string) => Uint8Array<ArrayBuffer>;
}

interface DocumentEventMap {
  /** The colours in force are others. */
  themechange: Event;
  /** A run that was folded away stands in its place now. */
  unpacked: Event;
  /** Other runs are shown, by role. */
  runschange: CustomEvent<Set<string>>;
}

interface DocumentEventMap {
  /** The confidence of a run's curves and of its mistakes is another; `from` is who says so. */
  runconfidence: CustomEvent<{ run: string; confidence: number; from: object }>;
  /** A cell of a confusion matrix is read. */
  matrixcell: CustomEvent<{ predicted: number; truth: number; names: string[]; classes: number }>;
}

interface HTMLElementEventMap {
  'sort-as': CustomEvent<'ascending' | 'descending'>;
  reveal: Event;
}

/** The bundle of Plotly, as far as it is used. */
interface PlotlyLibrary {
  newPlot(element: HTMLElement, traces: object[], layout: object, config: object): Promise<unknown>;
  react(element: HTMLElement | undefined, traces: object[], layout: object, config: object): Promise<unknown>;
  toImage(figure: object, options: object): Promise<string>;
  [other: string]: any;
}

interface PlotlyElement extends HTMLElement {
  on(name: string, handler: (event: any) => void): void;
  _fullLayout: any;
}

type Theme = ReturnType<typeof ReportParts.readTheme>;

/** Epochs and the seconds at which they ended. */
interface Clock {
  epochs: number[];
  seconds: number[];
}

/** A line as the program describes it. */
interface Trace {
  name: string;
  x: number[];
  y: (number | null)[];
  visible?: boolean;
  line: { color: string; width: number; dash: string };
  meta: TraceMeta;
  marker?: object;
  fill?: string;
  [other: string]: any;
}

interface TraceMeta {
  role: string;
  shade?: string;
  side?: string;
  clock?: string;
  column: string;
  named?: boolean;
  /** Epochs that the line lies later than its run counts. */
  starts?: number;
}

interface ChartMark {
  epoch: number;
  label: string;
  kind: string;
}

interface ChartSpec {
  data: Trace[];
  layout: {
    xaxis: any;
    yaxis: any;
    meta: { marks: ChartMark[]; margin: Margin; log?: boolean; [other: string]: any };
    [other: string]: any;
  };
}

interface Margin {
  l: number;
  r: number;
  t: number;
  b: number;
}

/** The lines over the axis that the reader chose. */
interface ChartView {
  kind: 'epoch' | 'time';
  title: string;
  unit?: string;
  range: number[];
  xs: number[][];
  place: (epoch: number) => number;
}

/** Where things lie on a chart at its present size, in CSS pixels. */
interface ChartFrame {
  width: number;
  height: number;
  margin: Margin;
  inner: number;
  x: (place: number) => number;
  x0: number;
  x1: number;
  view: ChartView;
  marks: (ChartMark & { at: number; row: number; left: number; right: number; towardsLeft: boolean })[];
}

/** What the charts of a run share. */
interface ChartRun {
  charts: Chart[];
  /** Epochs of the centred median; 1 for none. */
  window: number;
  range: [number, number] | null;
  axis: 'epoch' | 'time';
  follows: boolean;
  refresh: () => void;
}

interface Chart {
  id: string;
  run: ChartRun;
  figure: HTMLElement;
  area: HTMLElement;
  spec: ChartSpec;
  /** Lines that are off. */
  hidden: Set<number>;
  log: boolean;
  yRange: number[] | 'all' | null;
  band: number[] | null;
  state: 'static' | 'live' | 'failed';
  near: boolean;
  stale: boolean;
  views: { last?: Trace; epoch?: ChartView; time?: ChartView };
  clocks: Map<number, number>[] | null;
  plot?: PlotlyElement;
  overlay?: HTMLElement;
  live?: HTMLElement;
  names?: HTMLElement;
  frame?: ChartFrame;
  spike?: HTMLElement;
  logButton?: HTMLElement;
  /** On a page of many runs: those that are wanted, and how many lines are bands. */
  wanted?: number[];
  bands?: number;
}

/** What a confusion matrix holds, predicted classes down; null where it is not told. */
interface MatrixData {
  names: string[];
  /** In ten-thousandths of each true class. */
  shares: (number | null)[][];
  counts: (number | null)[][] | null;
  /** Whether the last class is the background. */
  background: boolean;
  /** What is counted, in the plural. */
  things: string;
  /** Whether shares were measured in a picture. */
  about: boolean;
  /** Whether it counts from a very low confidence on. */
  low: boolean;
  file: string;
}

/** A class down and one across. */
type Cell = [number, number];

/** What the trials of a sweep or a search tell. */
interface SweepData {
  names: string[];
  metric: string;
  fitness: (number | null)[];
  arguments: SweepArgument[];
  /** Arguments of the parallel coordinates, by their index. */
  axes: number[];
  shades: string[];
}

interface SweepArgument {
  name: string;
  values: (number | null)[];
  log: boolean;
}

/** A drawing of trials. */
interface TrialArea {
  area: HTMLElement;
  plot: SVGSVGElement;
  points: (trial: number) => (number | null)[][];
  distance: (trial: number, x: number, y: number, width: number, height: number) => number;
  dot: boolean;
}

/** All runs of a page of very many. */
interface ManyRuns {
  names: string[];
  /** Id of the section of those that have one; by run. */
  full: { [run: number]: string };
  states: number[];
  badges: [string, string, number][];
  headlines: { values: number[]; words: string[] };
  columns: ManyColumn[];
  order: number[];
  lead: string;
  packed: { name: string; scale: number; width: number; runs: number[]; plain: number[] }[];
  lengths: number[];
  /** Runs that the charts show from the start. */
  drawn: number[];
  [other: string]: any;
}

/** A column of the table of all runs; of a text the values are places in `words`. */
interface ManyColumn {
  /** Whether three digits tell it; counts and arguments stand as they are. */
  measured?: boolean;
  key: string;
  title: string;
  kind: 'number' | 'text';
  values: (number | null)[];
  words: string[];
}

/** A curve over the confidence: evenly spaced from 0 to 1, NaN where it has a gap. */
interface Curve {
  mean: Float64Array;
  classes: Float64Array[];
}

interface CurveHead {
  key: string;
  name: string;
  label?: string;
}

/** A chart of curves as the program describes it. */
interface CurveSpec {
  title: string;
  x: string;
  y: string;
  /** End of the value axis. */
  top: number;
  margin: Margin;
  band?: [number, number];
  marks: { x: number; label: string; kind: string }[];
}

interface CurveChart {
  /** F1, P, R or PR. */
  kind: string;
  figure: HTMLElement;
  area: HTMLElement;
  spec: CurveSpec;
  state: 'static' | 'live' | 'failed';
  near: boolean;
  stale?: boolean;
  plot?: HTMLElement;
  under?: HTMLElement;
  over?: HTMLElement;
  live?: HTMLElement;
  /** Where things lie once it is drawn. */
  frame?: any;
}

interface CurveData {
  heads: CurveHead[];
  names: string[];
  /** Whether the curves were read from pictures. */
  read: boolean;
  curves: { [head: string]: { [kind: string]: { mean: string; classes: string[] } } };
  /** Confidence and F1 that a picture prints, by head. */
  printed: { [head: string]: [number, number] };
  confidence: number;
  charts: { [kind: string]: CurveSpec };
}
