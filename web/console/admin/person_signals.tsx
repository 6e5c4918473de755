// What happened to an account of late.

import { useQuery } from 'urql';

import { PersonSignalsDocument } from '../api/operations';
import { PEOPLE } from '../api/touched';
import { Pending } from '../parts/pending';
import { Card } from '../parts/shell';
import { at } from '../parts/time';
import { SignalName } from './signal_name';

export function PersonSignals({ id }: { id: string }) {
  const [{ data, error }, ask] = useQuery({
    query: PersonSignalsDocument,
    variables: { userId: id },
    context: PEOPLE,
  });
  const signals = data?.signals.nodes.toReversed();
  return (
    <Card title="Latest signals">
      {!signals && <Pending error={error} retry={ask} />}
      {signals?.length === 0 && <p className="empty">The log holds nothing about this account.</p>}
      <ul className="rows rows-dense">
        {signals?.map((signal) => (
          <li key={signal.id}>
            <SignalName name={signal.name} />
            <span className="hint">{at(signal.occurredAt)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
