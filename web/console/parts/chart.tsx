// A chart over days, with its numbers in words for who cannot see it.

import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';

/** One line of a chart. */
export interface Line {
  label: string;
  /** Name of a colour among the tokens. */
  color: string;
  values: number[];
}

export function Chart(props: { label: string; times: number[]; lines: Line[] }) {
  const { label, times, lines } = props;
  const place = useRef<HTMLDivElement>(null);
  const isDark = useIsDark();
  useEffect(() => {
    const frame = place.current;
    if (!frame) return;
    const size = () => ({ width: frame.clientWidth, height: 220 });
    const chart = new UPlot(
      { ...size(), ...looks(lines) },
      [times, ...lines.map(({ values }) => values)],
      frame,
    );
    const observer = new ResizeObserver(() => chart.setSize(size()));
    observer.observe(frame);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [times, lines, isDark]);
  const sums = lines.map(({ label, values }) => `${label} ${total(values)}`);
  return <div ref={place} className="chart" role="img" aria-label={`${label}: ${sums.join(', ')}`} />;
}

/** The sum of a line. */
export function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Whether colours are those of the night, which a canvas does not follow by itself. */
function useIsDark(): boolean {
  const [query] = useState(() => window.matchMedia('(prefers-color-scheme: dark)'));
  const [isDark, setDark] = useState(query.matches);
  useEffect(() => {
    const changed = () => setDark(query.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, [query]);
  return isDark;
}

function looks(lines: Line[]): Omit<UPlot.Options, 'width' | 'height'> {
  const tokens = getComputedStyle(document.documentElement);
  const color = (name: string) => tokens.getPropertyValue(name).trim();
  const font = '13px system-ui, sans-serif';
  const axis = { font, stroke: color('--ink-soft'), grid: { stroke: color('--track'), width: 1 } };
  return {
    legend: { show: false },
    cursor: { show: false },
    // Days are those of the server's log, in UTC.
    tzDate: (time) => UPlot.tzDate(new Date(time * 1000), 'UTC'),
    scales: { x: { range: (_chart, first, last) => [first - DAY, last + DAY] }, y: { range: (_chart, _min, max) => [0, Math.max(4, Math.ceil(max * 1.1))] } },
    axes: [
      { ...axis, grid: { show: false }, values: (_chart, times) => times.map(dayOf), incrs: DAYS },
      { ...axis, size: 48, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] },
    ],
    series: [
      {},
      ...lines.map(({ label, color: name }, index) => ({
        label,
        stroke: color(name),
        fill: color(name),
        width: 0,
        // The first line's bar stands to the left of its day, the second's to the right.
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
