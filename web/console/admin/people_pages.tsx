// The pages about people: the list, one person, and the form that changes a profile.

import { EditPerson } from './edit_person';
import { People } from './people';
import { PersonPage } from './person_page';
import { RequirePermission } from './require_permission';

export function PeoplePages({ rest: [id, action] }: { rest: string[] }) {
  if (!id) return <People />;
  if (action !== 'edit') return <PersonPage key={id} id={id} />;
  return (
    <RequirePermission permission="USERS_WRITE">
      <EditPerson key={id} id={id} />
    </RequirePermission>
  );
}
