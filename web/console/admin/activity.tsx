// The activity page: who did what to whom, newest first, by time, person, and kind.

import { useMemo, useState } from 'react';

import { FormErrors } from '../parts/fields';
import { PageHead } from '../parts/page_head';
import { useRoute } from '../parts/route';
import { ActivityExport, EXPORT_HINT } from './activity_export';
import { filterOf } from './activity_filter';
import { ActivityFilters } from './activity_filters';
import { ActivityList } from './activity_list';

export function Activity() {
  const search = useRoute().params.toString();
  const filter = useMemo(() => filterOf(new URLSearchParams(search)), [search]);
  const [error, setError] = useState<string | null>(null);
  return (
    <>
      <PageHead title="Activity" detail={`Who did what, as far back as the log goes. ${EXPORT_HINT}`}>
        <ActivityExport filter={filter} onError={setError} />
      </PageHead>
      <FormErrors errors={error ? [error] : []} />
      <ActivityFilters />
      <ActivityList key={JSON.stringify(filter)} filter={filter} />
    </>
  );
}
