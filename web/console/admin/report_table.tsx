// A table of numbers, of which the first column names what is counted.

/** The name of the last row, where the numbers are the sums of those above. */
export const TOTAL = 'Total';

/** A number as people read it, or a dash for one that is hidden. */
export function shown(number: number | null): string {
  return number === null ? '–' : number.toLocaleString('en-US');
}

interface TableProps {
  label: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

export function ReportTable({ label, head, rows }: TableProps) {
  return (
    <section className="table-frame" tabIndex={0} aria-label={label}>
      <table className="counts">
        <thead>
          <tr>
            {head.map((title) => (
              <th scope="col" key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...numbers]) => (
            <tr key={name} className={name === TOTAL ? 'is-total' : undefined}>
              <th scope="row">{name}</th>
              {numbers.map((number, index) => (
                <td key={head[index + 1]}>{number}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
