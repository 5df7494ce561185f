-- A node of the tree stands with the entry that completed it, and the last numbers given stand with
-- the log: both are written by every change, and a commit touches two tables fewer.
alter table journal add column nodes text not null default '';
create table completed as
  select district, (place + 1) << cast(level as integer) as seq, string_agg(hash, ' ' order by level) as nodes
  from log_nodes group by district, (place + 1) << cast(level as integer);
create unique index completed_seq on completed (district, seq);
update journal set nodes = completed.nodes from completed
  where completed.district = journal.district and completed.seq = journal.seq;
drop table completed;
drop table log_nodes;

alter table logs add column numbers text not null default '{}';
update logs set numbers = (
  select '{' || coalesce(string_agg('"' || year || '":' || last, ',' order by year), '') || '}'
  from numbers where numbers.district = logs.district
);
drop table numbers;
