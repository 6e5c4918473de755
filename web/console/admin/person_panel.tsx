// A person beside the list of people, which stays as it is. The address names who is shown.

import { Maximize2 } from 'lucide-react';

import { setParams, useRoute } from '../parts/route';
import { SidePanel } from '../parts/side_panel';
import { OVER_LIST } from './people_query';
import { PersonView } from './person_view';

export function PersonPanel({ id }: { id: string }) {
  const { params } = useRoute();
  const tab = params.get('tab');
  const page = `#/people/${id}${tab ? `?tab=${tab}` : ''}`;
  return (
    <SidePanel
      label="Person"
      onClose={() => close(id)}
      links={
        <a className="button with-icon" href={page}>
          <Maximize2 size={16} aria-hidden /> Open full page
        </a>
      }
    >
      <PersonView id={id} />
    </SidePanel>
  );
}

/** Closes the panel, unless the address shows something else by now: a link in the panel was followed. */
function close(id: string) {
  const query = window.location.hash.split('?')[1];
  if (new URLSearchParams(query).get('person') !== id) return;
  setParams(Object.fromEntries(OVER_LIST.map((name) => [name, null])), 'replace');
}
