-- The journal, what is derived from it, and what lies beside it. Every table is keyed by district
-- first. Times are milliseconds UTC, days are YYYY-MM-DD, JSON is text.

create table logs (
  district text not null primary key,
  name text not null,
  frontier text not null,
  opened_ms bigint not null,
  demo bigint not null
);

-- `line` is the canonical entry whose hash is `leaf`; the other columns repeat parts of it for
-- search and are compared with it by `journal check`.
create table journal (
  district text not null,
  seq bigint not null,
  at_ms bigint not null,
  stream text not null,
  version bigint not null,
  event text not null,
  leaf text not null,
  line text not null,
  primary key (district, seq)
);
create unique index journal_stream on journal (district, stream, version);

create table log_nodes (
  district text not null,
  level bigint not null,
  place bigint not null,
  hash text not null,
  primary key (district, level, place)
);

create table log_heads (
  district text not null,
  size bigint not null,
  at_ms bigint not null,
  head text not null,
  primary key (district, size)
);

create table numbers (
  district text not null,
  year bigint not null,
  last bigint not null,
  primary key (district, year)
);

-- One line of a list: core's MatterRow, rebuilt from events by `journal check`.
create table matters (
  district text not null,
  no text not null,
  kind text not null,
  state text not null,
  state_word text not null,
  title text not null,
  enterprise text,
  enterprise_code text,
  channel text not null,
  lead text not null,
  support text not null,
  sponsor text,
  handler text,
  handler_name text,
  topic text,
  indicator text,
  township text,
  waiting text not null,
  next_step text not null,
  due text not null,
  due_earliest text,
  yellow_from text not null,
  red_from text not null,
  paused bigint not null,
  opened_ms bigint not null,
  opened_day text not null,
  ended_ms bigint,
  changed_ms bigint not null,
  sealed bigint not null,
  parent text,
  excluded bigint not null,
  version bigint not null,
  primary key (district, no)
);
create index matters_unit on matters (district, lead, state, opened_day, no);
create index matters_due on matters (district, waiting, due, no);
create index matters_unit_due on matters (district, lead, waiting, due, no);
create index matters_opened on matters (district, opened_day, no);
create index matters_code on matters (district, enterprise_code, no);
create index matters_parent on matters (district, parent);

create table supports (
  district text not null,
  unit text not null,
  no text not null,
  primary key (district, unit, no)
);
create index supports_no on supports (district, no);

-- Each case that a figure counts, so that every figure opens.
create table tallies (
  district text not null,
  unit text not null,
  kind text not null,
  count text not null,
  day text not null,
  no text not null,
  round bigint not null,
  indicator text not null,
  primary key (district, unit, kind, count, day, no, round)
);
create index tallies_no on tallies (district, no);

create table rollups (
  district text not null,
  unit text not null,
  kind text not null,
  indicator text not null,
  count text not null,
  day text not null,
  cases bigint not null,
  primary key (district, count, day, unit, kind, indicator)
);

-- Who can be reached about a matter. Only a salted hash of it is in the journal, so it can be
-- deleted when its purpose ends without breaking the log.
create table contacts (
  district text not null,
  no text not null,
  name text not null,
  phone text not null,
  salt text not null,
  primary key (district, no)
);

create table files (
  district text not null,
  hash text not null,
  media text not null,
  size bigint not null,
  at_ms bigint not null,
  primary key (district, hash)
);

create table people (
  district text not null,
  person text not null,
  name text not null,
  unit text not null,
  roles text not null,
  post text,
  telephone text not null,
  password text not null,
  active bigint not null,
  primary key (district, person)
);

create table sessions (
  token text not null primary key,
  district text not null,
  person text not null,
  began_ms bigint not null,
  seen_ms bigint not null
);

create table tokens (
  token text not null primary key,
  district text not null,
  person text not null,
  label text not null,
  scope text not null,
  at_ms bigint not null
);

-- Wrong tries, for the limits on sign-in, codes and telephone tails.
create table tries (
  district text not null,
  subject text not null,
  at_ms bigint not null,
  count bigint not null,
  primary key (district, subject)
);

-- What a resent request is answered with.
create table replies (
  district text not null,
  key text not null,
  answer text not null,
  at_ms bigint not null,
  primary key (district, key)
);

create table drafts (
  district text not null,
  id text not null,
  owner text not null,
  kind text not null,
  body text not null,
  version bigint not null,
  at_ms bigint not null,
  primary key (district, id)
);
create index drafts_owner on drafts (district, owner, kind, at_ms);

-- Rows already imported, so that a second import adds nothing.
create table imported (
  district text not null,
  source text not null,
  row_key text not null,
  no text not null,
  primary key (district, source, row_key)
);

-- Bulletins and rankings by period: the journal's record of each, with its values as issued.
create table papers (
  district text not null,
  kind text not null,
  period text not null,
  revision bigint not null,
  state text not null,
  body text not null,
  at_ms bigint not null,
  primary key (district, kind, period, revision)
);

create table views (
  district text not null,
  person text not null,
  name text not null,
  query text not null,
  primary key (district, person, name)
);

create table followed (
  district text not null,
  person text not null,
  no text not null,
  primary key (district, person, no)
);
