// A chart over time, with its numbers in words for who cannot see it.

import { useEffect, useRef } from 'react';
import UPlot from 'uplot';

/** One line of a chart. */
export interface Line {
  label: string;
  color: string;
  values: number[];
}

export function Chart(props: { label: string; times: number[]; lines: Line[] }) {
  const { label, times, lines } = props;
  const place = useRef<HTMLDivElement>(null);
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
  }, [times, lines]);
  const sums = lines.map(({ label, values }) => `${label} ${total(values)}`);
  return <div ref={place} className="chart" role="img" aria-label={`${label}: ${sums.join(', ')}`} />;
}

/** The sum of a line. */
export function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function looks(lines: Line[]): Omit<UPlot.Options, 'width' | 'height'> {
  const font = '13px system-ui, sans-serif';
  const axis = { font, stroke: '#4c5d6b', grid: { stroke: '#e3ebf2', width: 1 } };
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_chart, _min, max) => [0, Math.max(4, Math.ceil(max * 1.1))] } },
    axes: [
      { ...axis, grid: { show: false } },
      { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 500, 1000] },
    ],
    series: [
      {},
      ...lines.map(({ label, color }) => ({
        label,
        stroke: color,
        fill: `${color}22`,
        width: 2,
        points: { show: false },
      })),
    ],
  };
}
