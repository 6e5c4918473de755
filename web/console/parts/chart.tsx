// A bar chart over time. The numbers of the bars under the pointer are shown above it; screen readers get the totals.

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import UPlot from 'uplot';

import { isDark, onThemeChange } from './theme';
import { total } from './total';

/** One series of a chart. */
export interface Series {
  label: string;
  /** The CSS variable of its color, from tokens.css. */
  color: string;
  values: number[];
}

/** A span of time, which has one bar of each series. */
export interface Bucket {
  /** Below the axis, such as "Nov 21". */
  short: string;
  /** Such as "Sat, Nov 21, 2026". */
  title: string;
  /** Whether it has not ended yet. Its bars are paler. */
  isPartial: boolean;
}

interface ChartProps {
  label: string;
  /** What the numbers are about while no bar is under the pointer. */
  caption: string;
  buckets: Bucket[];
  series: Series[];
}

const HEIGHT = 190;

export function Chart({ label, caption, buckets, series }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const isDarkNow = useSyncExternalStore(onThemeChange, isDark);
  // biome-ignore lint/correctness/useExhaustiveDependencies: options() reads the colors of the theme.
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    setHovered(null);
    const size = () => ({ width: element.clientWidth, height: HEIGHT });
    const chart = new UPlot(
      { ...size(), ...options(buckets, series, element, setHovered) },
      [buckets.map((_bucket, index) => index), ...series.map(({ values }) => values)],
      element,
    );
    const observer = new ResizeObserver(() => chart.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [buckets, series, isDarkNow]);
  const totals = series.map(({ label, values }) => `${label} ${total(values)}`);
  const bucket = hovered === null ? undefined : buckets[hovered];
  const number = (values: number[]) =>
    hovered === null || !bucket ? total(values) : (values[hovered] ?? 0);
  return (
    <>
      <div className="chart-head">
        <dl className="chart-legend">
          {series.map(({ label, color, values }) => (
            <div key={label}>
              <dt>
                <span className="swatch" style={{ background: `var(${color})` }} />
                {label}
              </dt>
              <dd>{number(values).toLocaleString('en-US')}</dd>
            </div>
          ))}
        </dl>
        <p className="chart-caption">{bucket?.title ?? caption}</p>
      </div>
      <div ref={frame} className="chart" role="img" aria-label={`${label}: ${totals.join(', ')}`} />
    </>
  );
}

/** A color in the current theme, which a canvas cannot read from CSS. */
function colorIn(probe: HTMLElement, color: string): string {
  probe.style.color = color;
  return getComputedStyle(probe).color;
}

type Hover = (index: number | null) => void;

function options(
  buckets: Bucket[],
  series: Series[],
  probe: HTMLElement,
  onHover: Hover,
): Omit<UPlot.Options, 'width' | 'height'> {
  const color = (name: string) => colorIn(probe, `var(${name})`);
  const font = '13px system-ui, sans-serif';
  const axis = { font, stroke: color('--ink-soft'), ticks: { show: false } };
  return {
    legend: { show: false },
    padding: [8, 12, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { show: false },
    },
    hooks: { setCursor: [(chart) => onHover(chart.cursor.idx ?? null)] },
    scales: {
      x: { time: false, range: () => [-0.5, buckets.length - 0.5] },
      y: { range: (_chart, _min, max) => [0, Math.max(4, Math.ceil(max * 1.1))] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        grid: { show: false },
        incrs: [1, 2, 3, 4, 5, 7, 10, 13, 14, 26],
        space: 70,
        values: (_chart, ticks) => ticks.map((index) => buckets[index]?.short ?? ''),
      },
      {
        ...axis,
        grid: { stroke: color('--track'), width: 1 },
        size: 48,
        space: 24,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
      },
    ],
    series: [
      {},
      ...series.map(({ label, color: name }, index) => ({
        label,
        stroke: color(name),
        fill: color(name),
        width: 0,
        points: { show: false },
        ...bars(sideOf(index, series.length), fills(buckets, name, probe)),
      })),
    ],
  };
}

type Side = -1 | 0 | 1;

/** Of two series, the bars of the first are to the left of their tick, those of the second to the right. */
function sideOf(index: number, count: number): Side {
  if (count === 1) return 0;
  return index ? 1 : -1;
}

/** The colors of the bars of a series. */
function fills(buckets: Bucket[], name: string, probe: HTMLElement): string[] {
  const whole = colorIn(probe, `var(${name})`);
  const partial = colorIn(probe, `color-mix(in srgb, var(${name}) 45%, var(--card))`);
  return buckets.map(({ isPartial }) => (isPartial ? partial : whole));
}

function bars(align: Side, colors: string[]): Pick<UPlot.Series, 'paths'> {
  // A unit of 3 means colors.
  const disp = { unit: 3, values: () => colors };
  const size: [number, number, number] = align === 0 ? [0.6, 36, 2] : [0.35, 24, 2];
  const paths = UPlot.paths.bars?.({ size, align, disp: { fill: disp, stroke: disp } });
  return paths ? { paths } : {};
}
