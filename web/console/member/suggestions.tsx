// The list of suggested mentors or mentees: filters, cards, and a button for more of them.

import { SearchX } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { MenteeSuggestionsDocument, MentorSuggestionsDocument } from '../api/operations';
import { EmptyState } from '../parts/empty_state';
import { Pending } from '../parts/pending';
import type { Profile } from './shared_interests';
import { type Suggested, Suggestion } from './suggestion';
import { type SuggestedRole, SuggestionFilters, useSuggestionFilter } from './suggestion_filters';

interface SuggestionsProps {
  title: string;
  kind: SuggestedRole;
  /** The member's own profile. */
  own: Profile;
  /** Who is not shown, because the member is matched with them. */
  without?: string | undefined;
  /** What is said above the list. */
  notice?: ReactNode;
  /** What an empty list says. */
  empty: ReactNode;
  menu?: (person: Suggested['person']) => ReactNode;
  /** The actions for a person. */
  children: (person: Suggested['person']) => ReactNode;
}

export function Suggestions(props: SuggestionsProps) {
  const filter = useSuggestionFilter();
  const isFiltered = Boolean(filter.major) || typeof filter.year === 'number';
  return (
    <section className="partner-stack">
      <header className="partner-section-head">
        <h2>{props.title}</h2>
        <SuggestionFilters kind={props.kind} without={props.without} />
      </header>
      {props.notice}
      <Pages
        key={`${filter.major}/${filter.year}`}
        {...props}
        filter={filter}
        empty={isFiltered ? <NothingFound /> : props.empty}
      />
    </section>
  );
}

function NothingFound() {
  return (
    <EmptyState icon={SearchX} title="No one fits these filters">
      <p>Choose another major or year, or clear the filters.</p>
    </EmptyState>
  );
}

type Filter = ReturnType<typeof useSuggestionFilter>;

/** The pages that have been loaded, each by the cursor that it begins after. */
function Pages(props: SuggestionsProps & { filter: Filter }) {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  return (
    <ul className="partner-grid">
      {cursors.map((after, index) => (
        <Page
          key={after}
          {...props}
          after={after}
          isFirst={index === 0}
          isLast={index === cursors.length - 1}
          showMore={(next) => setCursors([...cursors, next])}
        />
      ))}
    </ul>
  );
}

interface PageProps extends SuggestionsProps {
  filter: Filter;
  after: string | null;
  isFirst: boolean;
  isLast: boolean;
  showMore: (after: string) => void;
}

function Page(props: PageProps) {
  const { kind, own, without, filter, after, isFirst, isLast, showMore, empty, menu, children } = props;
  const [{ data, error }, refetch] = useQuery({
    query: kind === 'MENTOR' ? MentorSuggestionsDocument : MenteeSuggestionsDocument,
    variables: { filter, after },
    context: PEOPLE_CONTEXT,
  });
  const first = useRef<HTMLLIElement>(null);
  const isLoaded = data !== undefined;
  useEffect(() => {
    // "Show more" is gone by then: whoever pressed it continues at the first of the new cards.
    if (isLoaded && !isFirst) first.current?.focus();
  }, [isLoaded, isFirst]);
  if (!data) {
    return (
      <li className="partner-wide">
        <Pending error={error} retry={refetch} />
      </li>
    );
  }
  const { nodes, pageInfo } = data.suggestions;
  const shown = (nodes as Suggested[]).filter(({ person }) => person.id !== without);
  const next = isLast && pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return (
    <>
      {isFirst && shown.length === 0 && !next && <li className="partner-wide">{empty}</li>}
      {shown.map((suggestion, index) => (
        <Suggestion
          key={suggestion.person.id}
          suggestion={suggestion}
          own={own}
          menu={menu?.(suggestion.person)}
          {...(index === 0 && { cardRef: first })}
        >
          {children(suggestion.person)}
        </Suggestion>
      ))}
      {next && (
        <li className="partner-wide">
          <button onClick={() => showMore(next)}>Show more</button>
        </li>
      )}
    </>
  );
}
