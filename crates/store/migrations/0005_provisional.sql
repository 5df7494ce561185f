-- A matter measured by a day in a year without a notice: the running clock's or that of a round, also
-- after its end. When the notice is there, exactly these are computed anew.
alter table matters add column provisional bigint not null default 0;
create index matters_provisional on matters (district, provisional, no);
