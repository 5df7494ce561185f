-- On SQLite a table with a key of texts is two trees, a `without rowid` table one. What every new
-- matter adds to is rebuilt so, and indexes leave out the rows nobody looks for through them: a
-- commit then writes a third fewer pages.
create table new_log_nodes (
  district text not null,
  level bigint not null,
  place bigint not null,
  hash text not null,
  primary key (district, level, place)
) without rowid;
insert into new_log_nodes select district, level, place, hash from log_nodes;
drop table log_nodes;
alter table new_log_nodes rename to log_nodes;

create table new_tallies (
  district text not null,
  unit text not null,
  kind text not null,
  count text not null,
  day text not null,
  no text not null,
  round bigint not null,
  indicator text not null,
  primary key (district, unit, kind, count, day, no, round)
) without rowid;
insert into new_tallies select district, unit, kind, count, day, no, round, indicator from tallies;
drop table tallies;
alter table new_tallies rename to tallies;
create index tallies_round on tallies (district, no, round, count, day);

create table new_rollups (
  district text not null,
  unit text not null,
  kind text not null,
  indicator text not null,
  count text not null,
  day text not null,
  cases bigint not null,
  primary key (district, count, day, unit, kind, indicator)
) without rowid;
insert into new_rollups select district, unit, kind, indicator, count, day, cases from rollups;
drop table rollups;
alter table new_rollups rename to rollups;

create table new_contacts (
  district text not null,
  no text not null,
  name text not null,
  phone text not null,
  salt text not null,
  primary key (district, no)
) without rowid;
insert into new_contacts select district, no, name, phone, salt from contacts;
drop table contacts;
alter table new_contacts rename to contacts;

create table new_replies (
  district text not null,
  key text not null,
  answer text not null,
  at_ms bigint not null,
  primary key (district, key)
) without rowid;
insert into new_replies select district, key, answer, at_ms from replies;
drop table replies;
alter table new_replies rename to replies;

drop index matters_parent;
create index matters_parent on matters (district, parent) where parent is not null;
drop index matters_provisional;
create index matters_provisional on matters (district, no) where provisional = 1;
drop index matters_code;
create index matters_code on matters (district, enterprise_code, opened_day, no)
  where enterprise_code is not null;
