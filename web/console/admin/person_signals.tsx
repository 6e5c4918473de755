// The latest signals about an account.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { PersonSignalsDocument } from '../api/operations';
import { Card } from '../parts/card';
import { Pending } from '../parts/pending';
import { formatDateTime } from '../parts/time';
import { SignalName } from './signal_name';

export function PersonSignals({ id }: { id: string }) {
  const [{ data, error }, refetch] = useQuery({
    query: PersonSignalsDocument,
    variables: { userId: id },
    context: PEOPLE_CONTEXT,
  });
  const signals = data?.signals.nodes.toReversed();
  return (
    <Card title="Recent signals">
      {!signals && <Pending error={error} retry={refetch} />}
      {signals?.length === 0 && <p className="empty">No signals about this account in the log.</p>}
      <ul className="rows rows-dense">
        {signals?.map((signal) => (
          <li key={signal.id}>
            <SignalName name={signal.name} />
            <span className="hint">{formatDateTime(signal.occurredAt)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
