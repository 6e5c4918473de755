// A mentor's matches page: requests, the roster, and suggested mentees.

import { Search } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { MyMatchesDocument } from '../api/operations';
import { Card } from '../parts/card';
import { EmptyState } from '../parts/empty_state';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { MatchingNotice } from './matching_notice';
import { mayChat } from './may_chat';
import type { Account } from './member';
import { OfferMentoring } from './offer_mentoring';
import { Requests, useRequests } from './requests';
import { type OwnRoster, Roster } from './roster';
import { Suggestions } from './suggestions';

export function MentorMatches({ account }: { account: Account }) {
  const [{ data, error }, refetch] = useQuery({
    query: MyMatchesDocument,
    context: PEOPLE_CONTEXT,
  });
  const roster = data?.me?.roster;
  const [requestNotice, suggestionNotice] = [useId(), useId()];
  const refusal = roster ? refusalOf(roster) : undefined;
  const noticeWith = (id: string) =>
    refusal && (
      <p className="notice" id={id}>
        {refusal}
      </p>
    );
  return (
    <>
      <PageHead title="Mentees" />
      <MatchingNotice account={account} />
      <Requests
        refusal={refusal && requestNotice}
        notice={noticeWith(requestNotice)}
        hint="When a mentee asks you, you'll decide here."
      />
      {roster ? (
        <Roster roster={roster} hasMessages={mayChat(account)} />
      ) : (
        <Card title="Your roster">
          <Pending error={error} retry={refetch} />
        </Card>
      )}
      <SuggestedMentees
        account={account}
        refusal={refusal && suggestionNotice}
        notice={noticeWith(suggestionNotice)}
      />
    </>
  );
}

/** Why the mentor can take nobody now, and what to do about it. */
function refusalOf({ isPaused, spotsLeft, capacity }: OwnRoster): string | undefined {
  if (isPaused) return "You've paused mentoring. Resume it to take new mentees.";
  if (spotsLeft > 0) return undefined;
  const taken = capacity === 1 ? 'your only spot is taken' : `all ${capacity} spots are taken`;
  return `Your roster is full: ${taken}. To take someone new, change your spots or end a match.`;
}

interface SuggestedProps {
  account: Account;
  refusal: string | undefined;
  notice: ReactNode;
}

function SuggestedMentees({ account, refusal, notice }: SuggestedProps) {
  const [requests] = useRequests();
  const offered = new Set(requests.data?.open.nodes.map(({ mentee }) => mentee?.id));
  return (
    <Suggestions
      title="Suggested mentees"
      kind="MENTEE"
      own={account}
      notice={notice}
      empty={
        <EmptyState icon={Search} title="No suggestions yet">
          <p>The more your survey says about you, the more mentees we find.</p>
          <a className="button" href="#/survey">
            Add to your survey
          </a>
        </EmptyState>
      }
    >
      {(mentee) => (
        <OfferMentoring mentee={mentee} isOffered={offered.has(mentee.id)} refusal={refusal} />
      )}
    </Suggestions>
  );
}
