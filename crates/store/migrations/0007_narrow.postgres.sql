-- Indexes leave out the rows nobody looks for through them. (The tables that SQLite rebuilds in its
-- half of this step stay: here every table has its rows beside its keys.)
drop index matters_parent;
create index matters_parent on matters (district, parent) where parent is not null;
drop index matters_provisional;
create index matters_provisional on matters (district, no) where provisional = 1;
drop index matters_code;
create index matters_code on matters (district, enterprise_code, opened_day, no)
  where enterprise_code is not null;
