// The addresses of mentees on the matching page.

/** The address of a mentee, or of the list without one, with the search as it is. */
export function menteeLink(id: string | undefined, params: URLSearchParams): string {
  return `#/matches${id ? `/${id}` : ''}${params.size ? `?${params}` : ''}`;
}
