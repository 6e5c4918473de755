// The head of the column with the actions of each row, which only screen readers need.

interface HeadProps {
  /** Whether the actions are in a menu. */
  hasMenu?: boolean;
}

export function ActionsHead({ hasMenu = false }: HeadProps) {
  return (
    <th scope="col" className={hasMenu ? 'actions-cell has-menu' : 'actions-cell'}>
      <span className="hidden">Actions</span>
    </th>
  );
}
