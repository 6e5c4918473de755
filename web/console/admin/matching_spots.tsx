// How many spots of a mentor's roster are taken, as a small bar and in words.

/** Up to this many spots, the bar has a part for each. */
const MOST_PARTS = 10;

export function Spots({ capacity, spotsLeft }: { capacity: number; spotsLeft: number }) {
  const taken = capacity - spotsLeft;
  return (
    <div className="spots">
      <span className="spots-bar" aria-hidden>
        {capacity <= MOST_PARTS ? (
          Array.from({ length: capacity }, (_, spot) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no identity.
            <span key={spot} className={spot < taken ? 'is-taken' : undefined} />
          ))
        ) : (
          <span className="is-taken" style={{ flexGrow: taken }} />
        )}
        {capacity > MOST_PARTS && <span style={{ flexGrow: spotsLeft }} />}
      </span>
      <span className="hint number">
        {spotsLeft} of {capacity} spots left
      </span>
    </div>
  );
}
