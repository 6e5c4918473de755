-- The schema that the migrations make on PostgreSQL, written by tests/src/migrations/dump.rs. Do not edit.

CREATE TABLE address_changes (
    user_id uuid NOT NULL,
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    CONSTRAINT address_changes_pkey PRIMARY KEY (user_id),
    CONSTRAINT address_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX idx_address_changes_requested_at ON public.address_changes USING btree (requested_at);

CREATE TABLE admin_roles (
    id uuid NOT NULL,
    name character varying(64) NOT NULL,
    permissions json NOT NULL,
    is_built_in boolean NOT NULL DEFAULT false,
    CONSTRAINT admin_roles_name_key UNIQUE (name),
    CONSTRAINT admin_roles_pkey PRIMARY KEY (id)
);

CREATE TABLE admins (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    username character varying(64) NOT NULL,
    role_id uuid NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT admins_pkey PRIMARY KEY (id),
    CONSTRAINT admins_role_id_fkey FOREIGN KEY (role_id) REFERENCES admin_roles(id) ON DELETE RESTRICT,
    CONSTRAINT admins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT admins_user_id_key UNIQUE (user_id),
    CONSTRAINT admins_username_key UNIQUE (username)
);

CREATE INDEX idx_admins_role_id ON public.admins USING btree (role_id);

CREATE TABLE blacklist (
    id uuid NOT NULL,
    mentee_id uuid NOT NULL,
    mentor_id uuid,
    typed character varying(254),
    typed_base character varying(254),
    base_email character varying(254) NOT NULL,
    blacklisted_at timestamp with time zone NOT NULL,
    CONSTRAINT blacklist_check CHECK ((mentee_id <> mentor_id)),
    CONSTRAINT blacklist_check1 CHECK (((typed IS NULL) = (typed_base IS NULL))),
    CONSTRAINT blacklist_mentee_id_fkey FOREIGN KEY (mentee_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT blacklist_mentor_id_fkey FOREIGN KEY (mentor_id) REFERENCES users(id) ON DELETE SET NULL,
    CONSTRAINT blacklist_pkey PRIMARY KEY (id)
);

CREATE INDEX idx_blacklist_base_email ON public.blacklist USING btree (base_email);

CREATE UNIQUE INDEX idx_blacklist_chosen ON public.blacklist USING btree (mentee_id, mentor_id) WHERE (typed IS NULL);

CREATE INDEX idx_blacklist_mentee_id_mentor_id ON public.blacklist USING btree (mentee_id, mentor_id);

CREATE INDEX idx_blacklist_mentor_id ON public.blacklist USING btree (mentor_id);

CREATE UNIQUE INDEX idx_blacklist_typed ON public.blacklist USING btree (mentee_id, typed_base, base_email);

CREATE TABLE chat_messages (
    mentee_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    id uuid NOT NULL,
    sender_id uuid NOT NULL,
    body character varying(4000) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    CONSTRAINT chat_messages_check CHECK ((mentee_id <> mentor_id)),
    CONSTRAINT chat_messages_mentee_id_fkey FOREIGN KEY (mentee_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT chat_messages_mentor_id_fkey FOREIGN KEY (mentor_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT chat_messages_pkey PRIMARY KEY (id),
    CONSTRAINT chat_messages_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX idx_chat_messages_mentee_id_mentor_id_id ON public.chat_messages USING btree (mentee_id, mentor_id, id);

CREATE INDEX idx_chat_messages_mentor_id ON public.chat_messages USING btree (mentor_id);

CREATE INDEX idx_chat_messages_sender_id ON public.chat_messages USING btree (sender_id);

CREATE TABLE compatibility_scores (
    mentee_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    score integer NOT NULL,
    factors json NOT NULL,
    computed_at timestamp with time zone NOT NULL,
    CONSTRAINT compatibility_scores_check CHECK ((mentee_id <> mentor_id)),
    CONSTRAINT compatibility_scores_mentee_id_fkey FOREIGN KEY (mentee_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT compatibility_scores_mentor_id_fkey FOREIGN KEY (mentor_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT compatibility_scores_pkey PRIMARY KEY (mentee_id, mentor_id),
    CONSTRAINT compatibility_scores_score_check CHECK (((score >= 0) AND (score <= 100)))
);

CREATE INDEX idx_scores_mentee ON public.compatibility_scores USING btree (mentee_id, ((- score)), mentor_id);

CREATE INDEX idx_scores_mentor ON public.compatibility_scores USING btree (mentor_id, ((- score)), mentee_id);

CREATE TABLE emails (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    mailbox character varying(254) NOT NULL,
    recipient character varying(254) NOT NULL,
    kind character varying(32) NOT NULL,
    topic character varying(64) NOT NULL DEFAULT ''::character varying,
    details json NOT NULL DEFAULT '{}'::json,
    workflow_id uuid NOT NULL,
    state character varying(8) NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    turn integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    claimed_by uuid,
    finished_at timestamp with time zone,
    last_error character varying(500),
    outbox_rank character varying(1) GENERATED ALWAYS AS ( CASE WHEN ((state)::text = 'DEAD'::text) THEN '3'::text WHEN (((state)::text = 'QUEUED'::text) AND (last_error IS NOT NULL)) THEN '2'::text WHEN ((state)::text = 'QUEUED'::text) THEN '1'::text ELSE '0'::text END) STORED,
    CONSTRAINT emails_pkey PRIMARY KEY (id),
    CONSTRAINT emails_state_check CHECK (((state)::text = ANY ((ARRAY['QUEUED'::character varying, 'SENT'::character varying, 'DEAD'::character varying])::text[]))),
    CONSTRAINT emails_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX idx_emails_claimed_by ON public.emails USING btree (claimed_by) WHERE (claimed_by IS NOT NULL);

CREATE INDEX idx_emails_finished_at ON public.emails USING btree (finished_at);

CREATE INDEX idx_emails_kind_outbox_rank_id ON public.emails USING btree (kind, outbox_rank, id);

CREATE INDEX idx_emails_mailbox_state ON public.emails USING btree (mailbox, state);

CREATE INDEX idx_emails_outbox_rank_id ON public.emails USING btree (outbox_rank, id);

CREATE UNIQUE INDEX idx_emails_queued ON public.emails USING btree (user_id, kind, topic) WHERE ((state)::text = 'QUEUED'::text);

CREATE INDEX idx_emails_state_attempts_turn_due_at ON public.emails USING btree (state, attempts, turn, due_at);

CREATE INDEX idx_emails_state_due_at ON public.emails USING btree (state, due_at);

CREATE INDEX idx_emails_user_id_id ON public.emails USING btree (user_id, id);

CREATE INDEX idx_emails_user_id_outbox_rank_id ON public.emails USING btree (user_id, outbox_rank, id);

CREATE TABLE former_addresses (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    base_email character varying(254) NOT NULL,
    replaced_at timestamp with time zone NOT NULL,
    reserved_until timestamp with time zone NOT NULL,
    undo_digest bytea,
    undone_at timestamp with time zone,
    CONSTRAINT former_addresses_pkey PRIMARY KEY (id),
    CONSTRAINT former_addresses_undo_digest_key UNIQUE (undo_digest),
    CONSTRAINT former_addresses_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX idx_former_addresses_base_email_reserved_until ON public.former_addresses USING btree (base_email, reserved_until);

CREATE INDEX idx_former_addresses_user_id ON public.former_addresses USING btree (user_id);

CREATE TABLE hooks (
    id uuid NOT NULL,
    url character varying(500) NOT NULL,
    signals json NOT NULL,
    secret character varying(100) NOT NULL,
    previous_secret character varying(100),
    previous_secret_until timestamp with time zone,
    policy character varying(11) NOT NULL,
    is_enabled boolean NOT NULL DEFAULT true,
    failures integer NOT NULL DEFAULT 0,
    open_until timestamp with time zone,
    last_error character varying(500),
    last_failed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT hooks_pkey PRIMARY KEY (id),
    CONSTRAINT hooks_policy_check CHECK (((policy)::text = ANY ((ARRAY['FAIL_OPEN'::character varying, 'FAIL_CLOSED'::character varying])::text[])))
);

CREATE TABLE matches (
    mentee_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    matched_at timestamp with time zone NOT NULL,
    CONSTRAINT matches_check CHECK ((mentee_id <> mentor_id)),
    CONSTRAINT matches_mentee_id_fkey FOREIGN KEY (mentee_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT matches_mentor_id_fkey FOREIGN KEY (mentor_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT matches_pkey PRIMARY KEY (mentee_id)
);

CREATE INDEX idx_matches_matched_at_mentee_id ON public.matches USING btree (matched_at, mentee_id);

CREATE INDEX idx_matches_mentor_id_matched_at ON public.matches USING btree (mentor_id, matched_at);

CREATE TABLE one_time_tokens (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    purpose character varying(16) NOT NULL,
    digest bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    consumed_at timestamp with time zone,
    code bytea,
    attempts integer NOT NULL DEFAULT 0,
    CONSTRAINT one_time_tokens_attempts_check CHECK (((attempts >= 0) AND (attempts <= 10))),
    CONSTRAINT one_time_tokens_digest_key UNIQUE (digest),
    CONSTRAINT one_time_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT one_time_tokens_purpose_check CHECK (((purpose)::text = ANY ((ARRAY['VERIFICATION'::character varying, 'RESET'::character varying, 'ADDRESS'::character varying, 'INVITATION'::character varying])::text[]))),
    CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX idx_one_time_tokens_code ON public.one_time_tokens USING btree (user_id, purpose) WHERE (code IS NOT NULL);

CREATE INDEX idx_one_time_tokens_expires_at ON public.one_time_tokens USING btree (expires_at);

CREATE INDEX idx_one_time_tokens_user_id_purpose ON public.one_time_tokens USING btree (user_id, purpose);

CREATE TABLE pictures (
    path character varying(100) NOT NULL,
    used_at timestamp with time zone NOT NULL,
    removal_at timestamp with time zone,
    CONSTRAINT pictures_pkey PRIMARY KEY (path)
);

CREATE TABLE rate_limits (
    name character varying(64) NOT NULL,
    who bytea NOT NULL,
    level_a double precision NOT NULL,
    level_b double precision NOT NULL,
    speed_a double precision NOT NULL,
    speed_b double precision NOT NULL,
    charged_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    forgotten_at timestamp with time zone NOT NULL,
    CONSTRAINT rate_limits_pkey PRIMARY KEY (name, who)
);

CREATE INDEX idx_rate_limits_forgotten_at ON public.rate_limits USING btree (forgotten_at);

CREATE INDEX idx_rate_limits_updated_at ON public.rate_limits USING btree (updated_at);

CREATE TABLE readiness_checks (
    server_id uuid NOT NULL,
    number bigint NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT readiness_checks_pkey PRIMARY KEY (server_id)
);

CREATE TABLE roster_limit (
    id integer NOT NULL,
    max_mentees integer NOT NULL,
    CONSTRAINT roster_limit_id_check CHECK ((id = 1)),
    CONSTRAINT roster_limit_pkey PRIMARY KEY (id)
);

CREATE TABLE search_index (
    id integer NOT NULL,
    version integer NOT NULL,
    is_done boolean NOT NULL,
    after_id uuid,
    CONSTRAINT search_index_id_check CHECK ((id = 1)),
    CONSTRAINT search_index_pkey PRIMARY KEY (id)
);

CREATE TABLE sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    digest bytea NOT NULL,
    kind character varying(16) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    user_agent character varying(300),
    ip character varying(45),
    CONSTRAINT sessions_digest_key UNIQUE (digest),
    CONSTRAINT sessions_kind_check CHECK (((kind)::text = ANY ((ARRAY['MEMBER'::character varying, 'ADMIN'::character varying])::text[]))),
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX idx_sessions_expires_at ON public.sessions USING btree (expires_at);

CREATE INDEX idx_sessions_last_seen_at ON public.sessions USING btree (last_seen_at);

CREATE INDEX idx_sessions_user_id ON public.sessions USING btree (user_id);

CREATE TABLE signal_watermark (
    id integer NOT NULL,
    transaction_id bigint NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT signal_watermark_id_check CHECK ((id = 1)),
    CONSTRAINT signal_watermark_pkey PRIMARY KEY (id)
);

CREATE TABLE signals (
    "position" bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    transaction_id bigint NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    id uuid NOT NULL,
    name character varying(64) NOT NULL,
    sender character varying(32) NOT NULL,
    workflow_id uuid NOT NULL,
    user_id uuid,
    actor_id uuid,
    occurred_at timestamp with time zone NOT NULL,
    arguments json NOT NULL,
    CONSTRAINT signals_id_key UNIQUE (id),
    CONSTRAINT signals_pkey PRIMARY KEY ("position")
);

CREATE INDEX idx_signals_actor_id_transaction_id_position ON public.signals USING btree (actor_id, transaction_id, "position");

CREATE INDEX idx_signals_email ON public.signals USING btree (lower((arguments ->> 'email'::text)) COLLATE "C");

CREATE INDEX idx_signals_name_occurred_at ON public.signals USING btree (name, occurred_at);

CREATE INDEX idx_signals_name_transaction_id_position ON public.signals USING btree (name, transaction_id, "position");

CREATE INDEX idx_signals_occurred_at ON public.signals USING btree (occurred_at);

CREATE INDEX idx_signals_sender_transaction_id_position ON public.signals USING btree (sender, transaction_id, "position");

CREATE INDEX idx_signals_transaction_id_position ON public.signals USING btree (transaction_id, "position");

CREATE INDEX idx_signals_unredacted ON public.signals USING btree (transaction_id, "position") WHERE (((name)::text = 'user_deleted'::text) AND (lower((arguments ->> 'username'::text)) <> '[redacted]'::text));

CREATE INDEX idx_signals_user_id_transaction_id_position ON public.signals USING btree (user_id, transaction_id, "position");

CREATE INDEX idx_signals_username ON public.signals USING btree (lower((arguments ->> 'username'::text)) COLLATE "C");

CREATE INDEX idx_signals_workflow_id_transaction_id_position ON public.signals USING btree (workflow_id, transaction_id, "position");

CREATE TABLE stale_scores (
    user_id uuid NOT NULL,
    after_id uuid,
    stale_since timestamp with time zone NOT NULL,
    CONSTRAINT stale_scores_pkey PRIMARY KEY (user_id),
    CONSTRAINT stale_scores_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX idx_stale_scores_stale_since_user_id ON public.stale_scores USING btree (stale_since, user_id);

CREATE TABLE trusted_clock (
    id integer NOT NULL,
    trusted_at timestamp with time zone NOT NULL,
    held_at timestamp with time zone,
    waited_seconds bigint NOT NULL,
    CONSTRAINT trusted_clock_id_check CHECK ((id = 1)),
    CONSTRAINT trusted_clock_pkey PRIMARY KEY (id)
);

CREATE TABLE unredacted_addresses (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    CONSTRAINT unredacted_addresses_pkey PRIMARY KEY (id)
);

CREATE TABLE unsubscribe_tokens (
    id uuid NOT NULL,
    digest bytea NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT unsubscribe_tokens_digest_key UNIQUE (digest),
    CONSTRAINT unsubscribe_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT unsubscribe_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX idx_unsubscribe_tokens_created_at ON public.unsubscribe_tokens USING btree (created_at);

CREATE INDEX idx_unsubscribe_tokens_user_id ON public.unsubscribe_tokens USING btree (user_id);

CREATE TABLE user_terms (
    user_id uuid NOT NULL,
    term character varying(254) COLLATE "C" NOT NULL,
    is_public boolean NOT NULL DEFAULT false,
    state smallint NOT NULL DEFAULT 0,
    CONSTRAINT user_terms_pkey PRIMARY KEY (term, user_id),
    CONSTRAINT user_terms_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX idx_user_terms_state_is_public_term_user_id ON public.user_terms USING btree (state, is_public, term, user_id);

CREATE INDEX idx_user_terms_user_id_term ON public.user_terms USING btree (user_id, term);

CREATE TABLE users (
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    base_email character varying(254) NOT NULL,
    password character varying(512) NOT NULL,
    first_name character varying(150) NOT NULL DEFAULT ''::character varying,
    last_name character varying(150) NOT NULL DEFAULT ''::character varying,
    name_key character varying(302) COLLATE "C" NOT NULL DEFAULT ''::character varying,
    role character varying(16) NOT NULL,
    year integer,
    major json NOT NULL,
    minor json NOT NULL,
    hobbies character varying(500) NOT NULL DEFAULT ''::character varying,
    clubs character varying(500) NOT NULL DEFAULT ''::character varying,
    goals character varying(500) NOT NULL DEFAULT ''::character varying,
    other_background character varying(500) NOT NULL DEFAULT ''::character varying,
    international boolean NOT NULL DEFAULT false,
    commuter boolean NOT NULL DEFAULT false,
    firstgen boolean NOT NULL DEFAULT false,
    outofstate boolean NOT NULL DEFAULT false,
    transfer boolean NOT NULL DEFAULT false,
    match_by_background boolean NOT NULL DEFAULT false,
    profile_picture_url character varying(500),
    is_verified boolean NOT NULL DEFAULT false,
    first_verified_at timestamp with time zone,
    is_active boolean NOT NULL DEFAULT true,
    is_staff boolean NOT NULL DEFAULT false,
    is_superuser boolean NOT NULL DEFAULT false,
    is_matched boolean NOT NULL DEFAULT false,
    emails_about_matches boolean NOT NULL DEFAULT true,
    joined_at timestamp with time zone NOT NULL,
    last_login_at timestamp with time zone,
    deletion_requested_at timestamp with time zone,
    permanent_deletion_after timestamp with time zone,
    own_capacity integer,
    capacity_limit integer,
    is_paused boolean NOT NULL DEFAULT false,
    paused_until timestamp with time zone,
    is_approved boolean NOT NULL DEFAULT true,
    state smallint GENERATED ALWAYS AS (( CASE WHEN (((role)::text <> 'ADMIN'::text) AND is_verified AND is_active AND (deletion_requested_at IS NULL) AND (NOT is_matched) AND is_approved AND ((first_name)::text <> ''::text) AND ((last_name)::text <> ''::text) AND (year IS NOT NULL) AND (json_array_length(major) > 0)) THEN CASE role WHEN 'MENTEE'::text THEN 64 ELSE 65 END ELSE (((( CASE role WHEN 'MENTEE'::text THEN 0 WHEN 'MENTOR'::text THEN CASE WHEN is_approved THEN 16 ELSE 48 END ELSE 32 END + CASE WHEN is_verified THEN 8 ELSE 0 END) + CASE WHEN is_active THEN 4 ELSE 0 END) + CASE WHEN (deletion_requested_at IS NULL) THEN 0 ELSE 2 END) + CASE WHEN is_matched THEN 1 ELSE 0 END) END)::smallint) STORED,
    CONSTRAINT users_capacity_limit_check CHECK ((capacity_limit >= 1)),
    CONSTRAINT users_check CHECK (((deletion_requested_at IS NULL) = (permanent_deletion_after IS NULL))),
    CONSTRAINT users_check1 CHECK (((NOT is_verified) OR (first_verified_at IS NOT NULL))),
    CONSTRAINT users_check2 CHECK (((NOT is_paused) OR ((role)::text = 'MENTOR'::text))),
    CONSTRAINT users_check3 CHECK (((paused_until IS NULL) OR is_paused)),
    CONSTRAINT users_check4 CHECK ((is_approved OR ((role)::text = 'MENTOR'::text))),
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_own_capacity_check CHECK ((own_capacity >= 1)),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_role_check CHECK (((role)::text = ANY ((ARRAY['MENTEE'::character varying, 'MENTOR'::character varying, 'ADMIN'::character varying])::text[]))),
    CONSTRAINT users_year_check CHECK (((year >= 0) AND (year <= 5)))
);

CREATE INDEX idx_users_imported_password ON public.users USING btree (password) WHERE (substr((password)::text, 1, 10) <> '$argon2id$'::text);

CREATE INDEX idx_users_joined_at_id ON public.users USING btree (joined_at, id);

CREATE INDEX idx_users_last_login_at_id ON public.users USING btree (COALESCE(last_login_at, '1970-01-01 00:00:00+00'::timestamp with time zone), id);

CREATE INDEX idx_users_name_key_id ON public.users USING btree (name_key, id);

CREATE INDEX idx_users_never_verified_base_email_id ON public.users USING btree (base_email, id) WHERE (first_verified_at IS NULL);

CREATE INDEX idx_users_never_verified_joined_at_id ON public.users USING btree (joined_at, id) WHERE (first_verified_at IS NULL);

CREATE INDEX idx_users_paused_until_id ON public.users USING btree (paused_until, id) WHERE (paused_until IS NOT NULL);

CREATE INDEX idx_users_permanent_deletion_after_id ON public.users USING btree (permanent_deletion_after, id);

CREATE INDEX idx_users_profile_picture_url ON public.users USING btree (profile_picture_url) WHERE (profile_picture_url IS NOT NULL);

CREATE INDEX idx_users_role_id ON public.users USING btree (role, id);

CREATE INDEX idx_users_state ON public.users USING btree (state);

CREATE INDEX idx_users_state_email_id ON public.users USING btree (state, email, id);

CREATE INDEX idx_users_state_joined_at_id ON public.users USING btree (state, joined_at, id);

CREATE INDEX idx_users_state_last_login_at_id ON public.users USING btree (state, COALESCE(last_login_at, '1970-01-01 00:00:00+00'::timestamp with time zone), id);

CREATE INDEX idx_users_state_name_key_id ON public.users USING btree (state, name_key, id);

CREATE UNIQUE INDEX idx_users_verified ON public.users USING btree (base_email) WHERE (first_verified_at IS NOT NULL);

CREATE TABLE webhook_deliveries (
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    signal_id uuid NOT NULL,
    signal_name character varying(64) NOT NULL,
    transaction_id bigint NOT NULL,
    "position" bigint NOT NULL,
    state character varying(9) NOT NULL,
    attempts integer NOT NULL,
    status integer,
    failure character varying(500),
    first_tried_at timestamp with time zone NOT NULL,
    last_tried_at timestamp with time zone NOT NULL,
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_deliveries_state_check CHECK (((state)::text = ANY ((ARRAY['RETRYING'::character varying, 'DELIVERED'::character varying, 'DEAD'::character varying])::text[]))),
    CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE
);

CREATE INDEX idx_webhook_deliveries_last_tried_at ON public.webhook_deliveries USING btree (last_tried_at);

CREATE INDEX idx_webhook_deliveries_webhook_id_id ON public.webhook_deliveries USING btree (webhook_id, id);

CREATE UNIQUE INDEX idx_webhook_deliveries_webhook_id_signal_id ON public.webhook_deliveries USING btree (webhook_id, signal_id);

CREATE TABLE webhooks (
    id uuid NOT NULL,
    url character varying(500) NOT NULL,
    filter json NOT NULL,
    secret character varying(100) NOT NULL,
    previous_secret character varying(100),
    previous_secret_until timestamp with time zone,
    is_enabled boolean NOT NULL DEFAULT true,
    disabled_reason character varying(500),
    transaction_id bigint NOT NULL,
    "position" bigint NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    failing_since timestamp with time zone,
    due_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid,
    CONSTRAINT webhooks_pkey PRIMARY KEY (id)
);

CREATE INDEX idx_webhooks_is_enabled_due_at ON public.webhooks USING btree (is_enabled, due_at);

CREATE INDEX idx_webhooks_owner_id ON public.webhooks USING btree (owner_id);

-- Rows that the migrations insert:
-- admin_roles: {"id":"00000000-0000-0000-0000-000000000001","is_built_in":true,"name":"SUPERADMIN","permissions":["*"]}
-- admin_roles: {"id":"00000000-0000-0000-0000-000000000002","is_built_in":true,"name":"MANAGER","permissions":["users:read","users:write","users:delete","roster:write","signals:read"]}
-- admin_roles: {"id":"00000000-0000-0000-0000-000000000003","is_built_in":true,"name":"AUDITOR","permissions":["users:read","admins:read","signals:read"]}
-- search_index: {"after_id":null,"id":1,"is_done":false,"version":0}
