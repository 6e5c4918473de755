// A bar chart by day, with its totals as text for screen readers.

import { useEffect, useRef, useSyncExternalStore } from 'react';
import UPlot from 'uplot';

import { isDark, onThemeChange } from './theme';

/** One series of a chart. */
export interface Series {
  label: string;
  /** The CSS variable of its color, from tokens.css. */
  color: string;
  values: number[];
}

export function Chart(props: { label: string; times: number[]; series: Series[] }) {
  const { label, times, series } = props;
  const frame = useRef<HTMLDivElement>(null);
  const isDarkNow = useSyncExternalStore(onThemeChange, isDark);
  // biome-ignore lint/correctness/useExhaustiveDependencies: options() reads the colors of the theme.
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const size = () => ({ width: element.clientWidth, height: 220 });
    const chart = new UPlot(
      { ...size(), ...options(series, element) },
      [times, ...series.map(({ values }) => values)],
      element,
    );
    const observer = new ResizeObserver(() => chart.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [times, series, isDarkNow]);
  const totals = series.map(({ label, values }) => `${label} ${total(values)}`);
  return <div ref={frame} className="chart" role="img" aria-label={`${label}: ${totals.join(', ')}`} />;
}

/** The sum of the values of a series. */
export function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The color of a token in the current theme, which a canvas cannot read from CSS. */
function tokenColor(probe: HTMLElement, name: string): string {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

function options(series: Series[], probe: HTMLElement): Omit<UPlot.Options, 'width' | 'height'> {
  const color = (name: string) => tokenColor(probe, name);
  const font = '13px system-ui, sans-serif';
  const axis = { font, stroke: color('--ink-soft'), grid: { stroke: color('--track'), width: 1 } };
  return {
    legend: { show: false },
    cursor: { show: false },
    // The server counts days in UTC.
    tzDate: (time) => UPlot.tzDate(new Date(time * 1000), 'UTC'),
    scales: {
      x: { range: (_chart, first, last) => [first - DAY, last + DAY] },
      y: { range: (_chart, _min, max) => [0, Math.max(4, Math.ceil(max * 1.1))] },
    },
    axes: [
      { ...axis, grid: { show: false }, values: (_chart, times) => times.map(dayOf), incrs: DAYS },
      { ...axis, size: 48, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] },
    ],
    series: [
      {},
      ...series.map(({ label, color: name }, index) => ({
        label,
        stroke: color(name),
        fill: color(name),
        width: 0,
        // The first series is drawn to the left of its day, the second to the right.
        ...bars(index ? 1 : -1),
        points: { show: false },
      })),
    ],
  };
}

const DAY = 86_400;
const DAYS = [1, 2, 7, 14, 30, 60, 90].map((days) => days * DAY);
const day = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });

function dayOf(time: number): string {
  return day.format(new Date(time * 1000));
}

function bars(align: -1 | 1): Pick<UPlot.Series, 'paths'> {
  const paths = UPlot.paths.bars?.({ size: [0.4, 24, 2], align });
  return paths ? { paths } : {};
}
