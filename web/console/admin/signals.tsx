// The signals page, for developers: a live view of the log that can be filtered and paused.

import { useMemo, useState } from 'react';

import { PageHead } from '../parts/page_head';
import { useRoute } from '../parts/route';
import { filterOf, SignalFilters } from './signal_filters';
import { SignalLog } from './signal_log';

export function Signals() {
  const query = useRoute().params.toString();
  const filter = useMemo(() => filterOf(new URLSearchParams(query)), [query]);
  const [search, setSearch] = useState('');
  return (
    <>
      <PageHead
        title="Signals"
        detail={
          <>
            What the server emits, as it happens, for developers. <a href="#/activity">Activity</a> says
            the same in sentences.
          </>
        }
      />
      <SignalFilters />
      {/* Another filter starts another stream. */}
      <SignalLog key={JSON.stringify(filter)} filter={filter} search={search} onSearch={setSearch} />
    </>
  );
}
