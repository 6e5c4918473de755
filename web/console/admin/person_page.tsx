// A person's own page, with a link back to the list as it was.

import { lastListAddress } from './people_query';
import { PersonView } from './person_view';

export function PersonPage({ id }: { id: string }) {
  return <PersonView id={id} back={{ href: lastListAddress(), title: 'People' }} />;
}
