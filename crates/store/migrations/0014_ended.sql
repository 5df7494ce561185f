-- What ended in a few days, looked for every minute: without reading all of its kind.
create index matters_ended on matters (district, ended_ms) where ended_ms is not null;
-- Proposals are found by matters_kind.
drop index matters_proposals;
