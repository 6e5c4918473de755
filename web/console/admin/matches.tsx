// The matches board: unmatched mentees, full rosters, and matches.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { BoardCountsDocument } from '../api/operations';
import { FullMentors } from './full_mentors';
import { Matched } from './matched';
import { Tile, Tiles } from './tiles';
import { Unmatched } from './unmatched';

export function Matches() {
  const [{ data }] = useQuery({ query: BoardCountsDocument, context: PEOPLE_CONTEXT });
  const counts = data?.stats;
  return (
    <>
      <h1>Matches</h1>
      <Tiles>
        <Tile title="Unmatched mentees" value={counts?.unmatchedMentees} />
        <Tile title="Matched mentees" value={counts?.matchedMentees} />
        <Tile title="Full rosters" value={counts?.fullMentors} />
        <Tile title="Match rate" value={counts && percent(counts.matchRate)} />
      </Tiles>
      <div className="columns">
        <Unmatched />
        <FullMentors />
      </div>
      <Matched />
    </>
  );
}

/** Such as "42%". */
export function percent(fraction: number): string {
  return `${Math.round(fraction * 100)}%`;
}
