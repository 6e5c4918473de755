// The menu of what administrators can do with a hook.

import {
  DeleteHookDocument,
  type HookRowFragment,
  RotateHookSecretDocument,
  UpdateHookDocument,
} from '../api/operations';
import { EndpointActions } from './endpoint_actions';
import { HookForm } from './hook_form';
import { HOOK_TYPES } from './hook_words';

export function HookActions({ hook }: { hook: HookRowFragment }) {
  return (
    <EndpointActions
      kind="hook"
      endpoint={hook}
      update={UpdateHookDocument}
      rotation={RotateHookSecretDocument}
      deletion={DeleteHookDocument}
      types={HOOK_TYPES}
      form={(close) => <HookForm hook={hook} onDone={close} />}
    >
      <p>{hook.url} will not be asked any more.</p>
    </EndpointActions>
  );
}
