// The board of matches: who waits, who is full, who has found each other.

import { useQuery } from 'urql';

import { BoardCountsDocument } from '../api/operations';
import { PEOPLE } from '../api/touched';
import { Full } from './full';
import { Matched } from './matched';
import { Tile, Tiles } from './tiles';
import { Unmatched } from './unmatched';

export function Matches() {
  const [{ data }] = useQuery({ query: BoardCountsDocument, context: PEOPLE });
  const counts = data?.stats;
  return (
    <>
      <h1>Matches</h1>
      <Tiles>
        <Tile title="Waiting mentees" value={counts?.unmatchedMentees} />
        <Tile title="Matched mentees" value={counts?.matchedMentees} />
        <Tile title="Full mentors" value={counts?.fullMentors} />
        <Tile title="Match rate" value={counts && percent(counts.matchRate)} />
      </Tiles>
      <div className="columns">
        <Unmatched />
        <Full />
      </div>
      <Matched />
    </>
  );
}

/** Such as "42 %". */
export function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
