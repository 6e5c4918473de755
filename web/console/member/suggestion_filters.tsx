// Filters of the suggestions by major and year. The page's address holds them.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import {
  MenteeSuggestionFiltersDocument,
  MentorSuggestionFiltersDocument,
  type SuggestionFilter,
} from '../api/operations';
import { SelectField } from '../parts/fields';
import { yearName } from '../parts/person';
import { setParams, useRoute } from '../parts/route';

/** The role of the suggested people. */
export type SuggestedRole = 'MENTOR' | 'MENTEE';

/** The filter that the address holds. */
export function useSuggestionFilter(): SuggestionFilter {
  const { params } = useRoute();
  const year = params.get('year');
  return { major: params.get('major'), year: year && /^\d$/.test(year) ? Number(year) : null };
}

interface FiltersProps {
  kind: SuggestedRole;
  /** Who is not shown. */
  without: string | undefined;
}

/** Drop-down lists of the majors and years among the suggestions; nothing where there is no choice. */
export function SuggestionFilters({ kind, without }: FiltersProps) {
  const [{ data }] = useQuery({
    query: kind === 'MENTOR' ? MentorSuggestionFiltersDocument : MenteeSuggestionFiltersDocument,
    context: PEOPLE_CONTEXT,
  });
  const { major, year } = useSuggestionFilter();
  const all = data?.suggestions.nodes.map(({ person }) => person) ?? [];
  const people = all.filter(({ id }) => id !== without);
  const majors = distinct([...people.flatMap((person) => person.major), ...(major ? [major] : [])]);
  const years = distinct(people.flatMap((person) => person.year ?? []).concat(year ?? []));
  const isFiltered = Boolean(major) || typeof year === 'number';
  if (!isFiltered && people.length < 2) return null;
  const set = (name: string) => (value: string) => setParams({ [name]: value || null }, 'replace');
  return (
    <div className="suggestion-filters">
      <SelectField
        label="Major"
        value={major ?? ''}
        onChange={set('major')}
        options={[['', 'All majors'], ...majors.map((name) => [name, name] as const)]}
      />
      <SelectField
        label="Year"
        value={typeof year === 'number' ? String(year) : ''}
        onChange={set('year')}
        options={[
          ['', 'All years'],
          ...years.map((number) => [String(number), yearName(number)] as const),
        ]}
      />
      {isFiltered && (
        <button className="quiet" onClick={() => setParams({ major: null, year: null }, 'replace')}>
          Clear filters
        </button>
      )}
    </div>
  );
}

/** The distinct values in order. */
function distinct<Value extends string | number>(values: Value[]): Value[] {
  return [...new Set(values)].sort((one, other) =>
    typeof one === 'number' && typeof other === 'number'
      ? one - other
      : String(one).localeCompare(String(other)),
  );
}
